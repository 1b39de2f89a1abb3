package dev.plinth.cli.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What the threads of this JVM have allocated on the heap; virtual threads count with those that carry them. */
final class Allocation {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /** So far, in bytes; on a Java before 21, by the threads that live now. Negative if this JVM does not count. */
    static long bytes() {
        if (!(THREADS instanceof com.sun.management.ThreadMXBean counting)
                || !counting.isThreadAllocatedMemorySupported()
                || !counting.isThreadAllocatedMemoryEnabled()) {
            return -1;
        }
        try {
            return (Long) com.sun.management.ThreadMXBean.class
                    .getMethod("getTotalThreadAllocatedBytes")
                    .invoke(counting);
        } catch (NoSuchMethodException e) {
            long sum = 0;
            for (long bytes : counting.getThreadAllocatedBytes(counting.getAllThreadIds())) {
                sum += Math.max(bytes, 0);
            }
            return sum;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
