package dev.plinth.cli.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The CPU time of this process, the kernel's share included. On Linux the sum of what the scheduler
 * counts for each thread ({@code /proc/self/task/N/schedstat}, nanoseconds), since the process clock
 * that the JVM offers moves in steps of 10 ms; elsewhere that one. A thread that ends in between is
 * missed: the JVM's flags keep its own threads alive, and the load starts none. The JIT's threads are
 * left out: what they still do after the warm-up would be told as the client's cost, and it ends.
 */
final class CpuClock {

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final boolean PER_THREAD = Files.isReadable(TASKS.resolve("../schedstat"));

    /** How Linux shows the names of HotSpot's compiler threads: the first 15 characters. */
    private static final Set<String> JIT = Set.of("C1 CompilerThre", "C2 CompilerThre");

    private final Map<String, Long> before;
    private final long processBefore;

    private CpuClock(Map<String, Long> before, long processBefore) {
        this.before = before;
        this.processBefore = processBefore;
    }

    static CpuClock start() {
        return PER_THREAD ? new CpuClock(perThread(), 0) : new CpuClock(Map.of(), process());
    }

    long elapsedNanos() {
        if (!PER_THREAD) {
            return process() - processBefore;
        }
        long sum = 0;
        for (Map.Entry<String, Long> thread : perThread().entrySet()) {
            sum += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
        }
        return sum;
    }

    /** Which clock this is, in words. */
    static String name() {
        return PER_THREAD
                ? "sum of /proc/self/task/*/schedstat without the JIT's threads"
                : "OperatingSystemMXBean.getProcessCpuTime (10 ms steps)";
    }

    private static long process() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static Map<String, Long> perThread() {
        Map<String, Long> nanos = new HashMap<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(TASKS)) {
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
            throw new IllegalStateException("cannot read " + TASKS + ": " + e, e);
        }
        return nanos;
    }
}
