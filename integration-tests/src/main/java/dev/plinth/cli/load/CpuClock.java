package dev.plinth.cli.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The CPU time of a process, the kernel's share included, and how often its threads were switched to. On Linux the sum of what the scheduler
 * counts for each thread ({@code /proc/PID/task/N/schedstat}, nanoseconds), since the process clock
 * that the JVM offers moves in steps of 10 ms; elsewhere that one. A thread that ends in between is
 * missed: the JVM's flags keep its own threads alive, and the load starts none. The JIT's threads are
 * left out: what they still do after the warm-up would be told as the work's cost, and it ends.
 */
public final class CpuClock {

    private static final boolean PER_THREAD = Files.isReadable(Path.of("/proc/self/schedstat"));

    /** How Linux shows the names of HotSpot's compiler threads: the first 15 characters. */
    private static final Set<String> JIT = Set.of("C1 CompilerThre", "C2 CompilerThre");

    /** In what is read of a thread. */
    private static final int NANOS = 0;

    private static final int SWITCHES = 1;

    private final ProcessHandle process;
    private final Map<String, long[]> before;
    private final long processBefore;

    private CpuClock(ProcessHandle process) {
        this.process = process;
        this.before = PER_THREAD ? perThread() : Map.of();
        this.processBefore = PER_THREAD ? 0 : total();
    }

    /** Begins now, for this process. */
    static CpuClock start() {
        return new CpuClock(ProcessHandle.current());
    }

    /**
     * Begins now, for process {@code pid}.
     *
     * @throws IllegalStateException if there is none
     */
    public static CpuClock start(long pid) {
        return new CpuClock(ProcessHandle.of(pid)
                .orElseThrow(() -> new IllegalStateException("there is no process " + pid + " any more")));
    }

    /** What the process has used since. */
    public long elapsedNanos() {
        if (!PER_THREAD) {
            return total() - processBefore;
        }
        return sum(NANOS);
    }

    /**
     * How often its threads were switched to since, as the scheduler counts it, of their own will or not; -1 where
     * it cannot be told.
     */
    public long contextSwitches() {
        return PER_THREAD ? sum(SWITCHES) : -1;
    }

    private long sum(int field) {
        long sum = 0;
        for (Map.Entry<String, long[]> thread : perThread().entrySet()) {
            long[] then = before.get(thread.getKey());
            sum += thread.getValue()[field] - (then == null ? 0 : then[field]);
        }
        return sum;
    }

    /** Which clock this is, in words. */
    public static String name() {
        return PER_THREAD
                ? "sum of /proc/PID/task/*/schedstat without the JIT's threads"
                : "the process's total CPU time (10 ms steps)";
    }

    private long total() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    private Map<String, long[]> perThread() {
        Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
        Map<String, long[]> counts = new HashMap<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                try {
                    if (JIT.contains(Files.readString(thread.resolve("comm")).strip())) {
                        continue;
                    }
                    String[] fields = Files.readString(thread.resolve("schedstat"))
                            .strip()
                            .split(" ");
                    counts.put(
                            thread.getFileName().toString(),
                            new long[] {Long.parseLong(fields[0]), Long.parseLong(fields[2])});
                } catch (IOException e) {
                    // The thread ended after it was listed.
                }
            }
        } catch (NoSuchFileException e) {
            return counts; // it ended a moment ago
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + tasks + ": " + e, e);
        }
        return counts;
    }
}
