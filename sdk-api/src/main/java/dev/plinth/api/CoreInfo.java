package dev.plinth.api;

import java.util.Objects;

/**
 * One core of a runtime.
 *
 * @param index its number
 * @param threadName the name of its thread
 * @param cpu the CPU that its thread is pinned to, as read back from the kernel, or -1
 * @param placement in words: "pinned to CPU 3", or why it is not
 */
public record CoreInfo(int index, String threadName, int cpu, String placement) {

    /** Refuses null. */
    public CoreInfo {
        Objects.requireNonNull(threadName, "threadName");
        Objects.requireNonNull(placement, "placement");
    }

    /** A core that runs wherever the scheduler puts it. */
    public static CoreInfo unpinned(int index, String threadName, String why) {
        return new CoreInfo(index, threadName, -1, why);
    }
}
