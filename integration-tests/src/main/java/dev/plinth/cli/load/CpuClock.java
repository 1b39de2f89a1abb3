package dev.plinth.cli.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The CPU time of a process, the kernel's share included. On Linux the sum of what the scheduler
 * counts for each thread ({@code /proc/PID/task/N/schedstat}, nanoseconds), since the process clock
 * that the JVM offers moves in steps of 10 ms; elsewhere that one. A thread that ends in between is
 * missed: the JVM's flags keep its own threads alive, and the load starts none. The JIT's threads are
 * left out: what they still do after the warm-up would be told as the work's cost, and it ends.
 */
public final class CpuClock {

    private static final boolean PER_THREAD = Files.isReadable(Path.of("/proc/self/schedstat"));

    /** How Linux shows the names of HotSpot's compiler threads: the first 15 characters. */
    private static final Set<String> JIT = Set.of("C1 CompilerThre", "C2 CompilerThre");

    private final ProcessHandle process;
    private final Map<String, Long> before;
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
        long sum = 0;
        for (Map.Entry<String, Long> thread : perThread().entrySet()) {
            sum += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
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

    private Map<String, Long> perThread() {
        Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
        Map<String, Long> nanos = new HashMap<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                try {
                    if (JIT.contains(Files.readString(thread.resolve("comm")).strip())) {
                        continue;
                    }
                    String line = Files.readString(thread.resolve("schedstat"));
                    nanos.put(thread.getFileName().toString(), Long.parseLong(line.substring(0, line.indexOf(' '))));
                } catch (IOException e) {
                    // The thread ended after it was listed.
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + tasks + ": " + e, e);
        }
        return nanos;
    }
}
