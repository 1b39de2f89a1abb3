package dev.plinth.cli.load;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What this process used during a window: read twice, the difference told. */
final class Meter {

    private final Supplier<Map<String, Long>> counts;
    private final Map<String, Long> countsBefore;
    private final long allocatedBefore = Allocation.bytes();
    private final long gcBefore = gcMillis();
    private final CpuClock cpu = CpuClock.start();

    private Meter(Supplier<Map<String, Long>> counts) {
        this.counts = counts;
        this.countsBefore = counts.get();
    }

    /** @param counts what the client counts as it goes */
    static Meter start(Supplier<Map<String, Long>> counts) {
        return new Meter(counts);
    }

    /** What was used since, and the size of the process now; what cannot be told is left out. */
    Map<String, Object> read() {
        Map<String, Object> used = new LinkedHashMap<>();
        used.put("cpuNanos", cpu.elapsedNanos());
        put(used, "contextSwitches", cpu.contextSwitches());
        long allocated = Allocation.bytes();
        put(used, "allocatedBytes", allocated < 0 ? -1 : allocated - allocatedBefore);
        used.put("gcMillis", gcMillis() - gcBefore);
        counts.get().forEach((name, count) -> {
            Long before = countsBefore.get(name);
            if (before != null) {
                used.put(name, count - before);
            }
        });
        used.put("directBytes", directBytes());
        used.putAll(ProcessFacts.read());
        return used;
    }

    private static void put(Map<String, Object> used, String name, long value) {
        if (value >= 0) {
            used.put(name, value);
        }
    }

    private static long gcMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    /** The JVM's direct buffers, and those that Netty, if it is there, takes past the JVM. */
    private static long directBytes() {
        long bytes = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        try {
            Object netty = Class.forName("io.netty.util.internal.PlatformDependent")
                    .getMethod("usedDirectMemory")
                    .invoke(null);
            return bytes + Math.max((Long) netty, 0);
        } catch (ReflectiveOperationException | LinkageError e) {
            return bytes; // no Netty in this JVM
        }
    }
}
