package dev.plinth.cli.echo;

import dev.plinth.cli.bench.Cpus;
import dev.plinth.cli.compare.ChildJvm;
import dev.plinth.cli.compare.ContestantException;
import dev.plinth.cli.load.CommandLoop;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The load generator in a JVM of its own. Takes {@code
 * {"do":"run","port":…,"connections":…,"depth":…,"rampMillis":…,"windowMillis":…,"pid":…}}.
 */
public final class EchoLoadMain {

    private static final long GRACE_MILLIS = 15_000;

    private EchoLoadMain() {}

    /** No arguments. */
    public static void main(String[] args) {
        CommandLoop.serve(() -> EchoLoadMain::answer);
    }

    private static Map<String, Object> answer(Map<String, Object> command) throws IOException {
        if ("quit".equals(command.get("do"))) {
            return new java.util.LinkedHashMap<>();
        }
        try (EchoLoad load =
                new EchoLoad(number(command, "port"), number(command, "connections"), number(command, "depth"))) {
            return load.run(number(command, "rampMillis"), number(command, "windowMillis"), number(command, "pid"));
        }
    }

    private static int number(Map<String, Object> command, String name) {
        return ((Number) command.get(name)).intValue();
    }

    /** Starts it, on the {@code n}-th CPU where that can be chosen. */
    public static ChildJvm start(Cpus cpus, int n) throws IOException {
        return ChildJvm.start(cpus.on(n), List.of("-XX:+UseSerialGC"), EchoLoadMain.class);
    }

    /** Has it run against a server, whose process is {@code pid}: the answer is that of {@link EchoLoad#run}. */
    public static Map<String, Object> run(
            ChildJvm generator, EchoCase load, int port, long pid, long rampMillis, long windowMillis)
            throws ContestantException, InterruptedException {
        return generator.ask(
                Map.of(
                        "do", "run",
                        "port", port,
                        "connections", load.connections(),
                        "depth", load.depth(),
                        "rampMillis", rampMillis,
                        "windowMillis", windowMillis,
                        "pid", pid),
                rampMillis + windowMillis + GRACE_MILLIS);
    }
}
