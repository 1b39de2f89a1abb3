package dev.plinth.cli.machine;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this process holds.
 *
 * @param descriptors open ones, by what they are ("socket", "anon_inode:[io_uring]"), with their numbers
 * @param threads those of the Java program, by name without numbers
 * @param pooledBytes of Netty's buffers, in use or kept
 * @param directBytes of direct memory, the JDK's and Netty's
 */
public record Footprint(Map<String, Long> descriptors, Map<String, Long> threads, long pooledBytes, long directBytes) {

    /**
     * Netty's allocator keeps some memory for later, now more and now less; whether a buffer is lost, its leak detection
     * knows.
     */
    private static final long KEPT_BYTES = 4 << 20;

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** Now, garbage included: cheap. */
    public static Footprint now() {
        return new Footprint(openDescriptors(), liveThreads(), pooled(), direct());
    }

    /** How many descriptors are open. */
    public long descriptorCount() {
        return sum(descriptors);
    }

    /** How many threads there are. */
    public long threadCount() {
        return sum(threads);
    }

    /** Whether {@code later} has no more of anything. */
    public boolean covers(Footprint later) {
        return later.descriptorCount() <= descriptorCount()
                && later.threadCount() <= threadCount()
                && !isMore(pooledBytes, later.pooledBytes)
                && !isMore(directBytes, later.directBytes);
    }

    /** Whether memory is more than an allocator's reserve explains. */
    public static boolean isMore(long before, long after) {
        return after > before + KEPT_BYTES;
    }

    /** The larger of either, kind by kind. */
    public Footprint orMore(Footprint other) {
        return new Footprint(
                other.descriptorCount() > descriptorCount() ? other.descriptors : descriptors,
                other.threadCount() > threadCount() ? other.threads : threads,
                Math.max(pooledBytes, other.pooledBytes),
                Math.max(directBytes, other.directBytes));
    }

    /** What {@code after} has more of than {@code before}: "2 x socket", or "". */
    public static String more(Map<String, Long> before, Map<String, Long> after) {
        return after.entrySet().stream()
                .filter(kind -> kind.getValue() > before.getOrDefault(kind.getKey(), 0L))
                .map(kind -> kind.getValue() - before.getOrDefault(kind.getKey(), 0L) + " x " + kind.getKey())
                .collect(Collectors.joining(", "));
    }

    private static long sum(Map<String, Long> kinds) {
        return kinds.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Long> openDescriptors() {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return Map.of();
        }
        Map<String, Long> kinds = new TreeMap<>();
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            all.forEach(descriptor -> {
                try {
                    // "socket:[4711]" and "pipe:[4711]" are sockets and pipes, whichever
                    String kind = Files.readSymbolicLink(descriptor).toString().replaceFirst(":\\[\\d+]$", "");
                    if (!kind.endsWith("/fd")) { // the one that this listing has open
                        kinds.merge(kind, 1L, Long::sum);
                    }
                } catch (IOException e) {
                    // It was closed in between
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + DESCRIPTORS, e);
        }
        return kinds;
    }

    /** Without the carriers of virtual threads: the JVM makes and ends those as it likes, more of them under load. */
    private static Map<String, Long> liveThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getClass().getName().startsWith("jdk.internal."))
                .collect(Collectors.groupingBy(
                        thread -> thread.getName().replaceAll("\\d+", "#"), TreeMap::new, Collectors.counting()));
    }

    private static long pooled() {
        return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
                ? provider.metric().usedDirectMemory() + provider.metric().usedHeapMemory()
                : 0;
    }

    private static long direct() {
        long jdk = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return Math.max(jdk, PlatformDependent.usedDirectMemory()); // either counts what the other has, or not
    }
}
