package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** The memory in use: what is reachable on the heap, and direct buffers, the JDK's and Netty's. */
final class Memory {

    private final long bytes;

    private Memory(long bytes) {
        this.bytes = bytes;
    }

    static Memory now() {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return new Memory(heap + direct + nettyDirect());
    }

    void assertGrownByAtMost(long most) {
        assertThat(now().bytes - bytes)
                .as("bytes of memory that are in use in addition")
                .isLessThan(most);
    }

    /** Netty keeps books of its own; asked by reflection, since the kit does not know Netty. */
    private static long nettyDirect() {
        try {
            Class<?> platform = Class.forName("io.netty.util.internal.PlatformDependent");
            return Math.max(0, (long) platform.getMethod("usedDirectMemory").invoke(null));
        } catch (ReflectiveOperationException | LinkageError e) {
            return 0;
        }
    }
}
