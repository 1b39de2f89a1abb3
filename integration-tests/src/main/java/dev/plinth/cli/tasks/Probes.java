package dev.plinth.cli.tasks;

import dev.plinth.cli.bench.Section;
import dev.plinth.cli.compare.ChildJvm;
import dev.plinth.cli.compare.ContestantException;
import dev.plinth.cli.echo.EchoCase;
import dev.plinth.cli.echo.EchoLoadMain;
import dev.plinth.cli.load.CpuClock;
import java.util.Map;

/** What a section measures, as commands to the JVM of a participant. */
final class Probes {

    private static final long GRACE_MILLIS = 30_000;
    private static final long RAMP_MILLIS = 200;
    private static final EchoCase ONE = new EchoCase(1, 1);

    private final TasksPlan plan;
    private final ChildJvm generator;

    /** {@code generator} may be null if no section needs it. */
    Probes(TasksPlan plan, ChildJvm generator) {
        this.plan = plan;
        this.generator = generator;
    }

    /** Does what is measured, until the JIT has seen it. */
    void warmUp(Section section, ChildJvm child) throws ContestantException, InterruptedException {
        switch (section.name()) {
            case TasksSections.SPAWN, TasksSections.SPAWN_FOREIGN -> {
                for (int i = 0; i < plan.warmUps(); i++) {
                    measure(section, child);
                }
            }
            case TasksSections.ROUND_TRIP -> measure(section, child);
            default -> {} // shares: the ramp of the measurement will do; idle: nothing to warm up
        }
    }

    /** The figures of one measurement. */
    Map<String, Double> measure(Section section, ChildJvm child) throws ContestantException, InterruptedException {
        return switch (section.name()) {
            case TasksSections.SPAWN -> spawn(child, true);
            case TasksSections.SPAWN_FOREIGN -> spawn(child, false);
            case TasksSections.ROUND_TRIP -> roundTrip(child);
            case TasksSections.SHARES -> shares(child);
            case TasksSections.IDLE -> idle(child);
            default -> throw new IllegalArgumentException(section.name());
        };
    }

    private Map<String, Double> spawn(ChildJvm child, boolean sameCore)
            throws ContestantException, InterruptedException {
        Map<String, Object> answer =
                child.ask(Map.of("do", "spawn", "sameCore", sameCore, "count", plan.tasks()), GRACE_MILLIS);
        return Map.of("nanosPerTask", number(answer, "nanosPerTask"));
    }

    private Map<String, Double> roundTrip(ChildJvm child) throws ContestantException, InterruptedException {
        Map<String, Object> answer =
                child.ask(Map.of("do", "roundTrip", "millis", plan.windowMillis()), plan.windowMillis() + GRACE_MILLIS);
        return Map.of("p50Micros", number(answer, "p50Nanos") / 1e3, "p99Micros", number(answer, "p99Nanos") / 1e3);
    }

    /** Looked at from outside: reading its own clock would be the most that the idle process does. */
    private Map<String, Double> idle(ChildJvm child) throws InterruptedException {
        CpuClock cpu = CpuClock.start(child.pid());
        long start = System.nanoTime();
        Thread.sleep(plan.idleMillis());
        return Map.of("percentOfCore", 100.0 * cpu.elapsedNanos() / (System.nanoTime() - start));
    }

    /** The load runs only meanwhile; the count is the tasks' own, read before and after the echo was measured. */
    private Map<String, Double> shares(ChildJvm child) throws ContestantException, InterruptedException {
        int port = (int) number(child.ask(Map.of("do", "load"), GRACE_MILLIS), "port");
        try {
            Map<String, Object> before = child.ask(Map.of("do", "counts"), GRACE_MILLIS);
            Map<String, Object> echo =
                    EchoLoadMain.run(generator, ONE, port, child.pid(), RAMP_MILLIS, plan.sharesMillis());
            Map<String, Object> after = child.ask(Map.of("do", "counts"), GRACE_MILLIS);
            double high = number(after, "high") - number(before, "high");
            double low = number(after, "low") - number(before, "low");
            double seconds = (number(after, "nanos") - number(before, "nanos")) / 1e9;
            return Map.of(
                    "echoP99Micros", number(echo, "p99Nanos") / 1e3,
                    "echoP50Micros", number(echo, "p50Nanos") / 1e3,
                    "workRatio", high / Math.max(low, 1),
                    "tasksPerSec", (high + low) / seconds);
        } finally {
            child.ask(Map.of("do", "unload"), GRACE_MILLIS);
        }
    }

    private static double number(Map<String, Object> answer, String name) {
        return ((Number) answer.get(name)).doubleValue();
    }
}
