package dev.plinth.cli.redis;

import dev.plinth.cli.load.CannotRunException;
import dev.plinth.cli.load.CpuClock;
import dev.plinth.cli.load.Line;
import dev.plinth.cli.load.Load;
import dev.plinth.cli.load.OwnLoad;
import dev.plinth.cli.load.ProcessFacts;
import dev.plinth.cli.programs.DebianProgram;
import dev.plinth.cli.programs.NativeProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Redis' own load generator, in C, with the same commands: a connection for each caller, one thread. What a caller has
 * in flight it sends at once, and waits for all of it. It does not look at what it gets, and cannot be told a rate or a
 * time, only a number of commands.
 */
public final class RedisBenchmark implements OwnLoad {

    private static final DebianProgram PROGRAM =
            new DebianProgram("redis-benchmark", "redis-tools", "redis-tools", "usr/bin");

    private static final String KEY = "plinth:compare:native";
    private static final int FIRST_COMMANDS_IN_FLIGHT = 100;
    private static final double LEAST_SECONDS = 0.05;
    private static final long READ_EVERY_MILLIS = 20;
    private static final int PATIENCE_SECONDS = 12;

    private final Map<Load, Double> rates = new HashMap<>();
    private NativeProgram program;
    private URI uri;
    private int connections;

    /** Made by name. */
    public RedisBenchmark() {}

    @Override
    public List<Line> open(Map<String, String> options) throws Exception {
        uri = URI.create(options.get(StockLettuce.URI));
        if (uri.getUserInfo() != null) {
            throw new CannotRunException("redis-benchmark takes a password on its command line only, where all users of"
                    + " the machine can read it: it is not given this server's");
        }
        if (!"redis".equals(uri.getScheme())) {
            throw new CannotRunException("redis-benchmark is run without TLS only: give a redis:// address");
        }
        program = PROGRAM.find();
        run(1, 1, 1, "SET", KEY, Dataset.VALUE);
        return List.of();
    }

    @Override
    public int connections() {
        return connections;
    }

    @Override
    public Map<String, String> facts() throws Exception {
        return Map.of(ACTIVE_TRANSPORT, "epoll (ae)", "redis-benchmark", program.version() + ", " + program.path());
    }

    @Override
    public Map<String, Object> measure(Load load, long rampMillis, long windowMillis) throws Exception {
        connections = load.callers();
        String[] command =
                Dataset.isSet(load.operation()) ? new String[] {"SET", KEY, Dataset.VALUE} : new String[] {"GET", KEY};
        if (!rates.containsKey(load)) {
            rates.put(load, tryOut(load, command));
        }
        long commands = Math.max(1, Math.round(rates.get(load) * (rampMillis + windowMillis) / 1000));
        Process process = start(commands, load.callers(), load.inFlight(), command);
        try {
            Map<String, Object> result = watch(process, rampMillis);
            RedisBenchmarkOutput output = end(process);
            rates.put(load, output.perSecond());
            result.put("count", Math.round(output.perSecond() * (long) result.get("nanos") / 1e9));
            result.put("p50Nanos", output.p50Nanos());
            result.put("p99Nanos", output.p99Nanos());
            result.put("connections", connections);
            result.put("errors", 0);
            return result;
        } finally {
            process.destroyForcibly();
        }
    }

    /** How much it does in a second, by a number of commands that takes it long enough to tell. */
    private double tryOut(Load load, String... command) throws Exception {
        long commands = (long) FIRST_COMMANDS_IN_FLIGHT * load.totalInFlight();
        while (true) {
            double perSecond =
                    run(commands, load.callers(), load.inFlight(), command).perSecond();
            if (commands / perSecond >= LEAST_SECONDS) {
                return perSecond;
            }
            commands *= 4;
        }
    }

    /** What it uses from the end of the ramp to its own; nobody but itself knows when that is. */
    private static Map<String, Object> watch(Process process, long rampMillis) throws Exception {
        Thread.sleep(rampMillis);
        CpuClock cpu = CpuClock.start(process.pid());
        Map<String, Object> seen = new LinkedHashMap<>();
        long start = System.nanoTime();
        long last = 0;
        while (!process.waitFor(READ_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
            long nanos = System.nanoTime() - start;
            if (nanos > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new IllegalStateException("redis-benchmark did not end within " + PATIENCE_SECONDS + " s");
            }
            Map<String, Object> now = look(process, cpu);
            long used = (long) now.getOrDefault("cpuNanos", 0L);
            if (used > last && process.isAlive()) {
                last = used;
                seen.putAll(now);
                seen.put("nanos", nanos);
            }
        }
        if (last == 0) {
            throw new IllegalStateException("redis-benchmark was at its end before it could be looked at: "
                    + new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        return seen;
    }

    /** Nothing if it has just ended. */
    static Map<String, Object> look(Process process, CpuClock cpu) throws InterruptedException {
        try {
            Map<String, Object> now = new LinkedHashMap<>(ProcessFacts.read(process.pid()));
            now.put("cpuNanos", cpu.elapsedNanos());
            long switches = cpu.contextSwitches();
            if (switches >= 0) {
                now.put("contextSwitches", switches);
            }
            return now;
        } catch (IllegalStateException e) {
            // what the kernel knows of it is gone a moment before Java knows that it is
            if (process.waitFor(1, TimeUnit.SECONDS)) {
                return Map.of();
            }
            throw e;
        }
    }

    private RedisBenchmarkOutput run(long commands, int callers, int inFlight, String... command) throws Exception {
        Process process = start(commands, callers, inFlight, command);
        try {
            return end(process);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(long commands, int callers, int inFlight, String... command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--csv",
                "-h",
                uri.getHost(),
                "-p",
                Integer.toString(uri.getPort() < 0 ? 6379 : uri.getPort()),
                "-n",
                Long.toString(commands),
                "-c",
                Integer.toString(callers),
                "-P",
                Integer.toString(inFlight)));
        String database = uri.getPath() == null ? "" : uri.getPath().replace("/", "");
        if (!database.isEmpty()) {
            arguments.addAll(List.of("--dbnum", database));
        }
        arguments.addAll(List.of(command));
        return program.command(arguments, Map.of()).start();
    }

    private static RedisBenchmarkOutput end(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("redis-benchmark did not end within " + PATIENCE_SECONDS + " s");
        }
        return RedisBenchmarkOutput.of(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws Exception {
        run(1, 1, 1, "DEL", KEY);
    }
}
