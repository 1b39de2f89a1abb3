package dev.plinth.api;

import java.util.Objects;

/**
 * One core of a runtime.
 *
 * @param index its number
 * @param threadName the name of its thread
 * @param cpu the CPU that its thread is pinned to, as read back from the kernel, or -1
 * @param node the NUMA node that its thread runs on, and so has its memory on; -1 if it may run on
 *     several, or if it is not known
 * @param placement in words: "pinned to CPU 3 of node 0", or why it is not
 */
public record CoreInfo(int index, String threadName, int cpu, int node, String placement) {

    /** Refuses null. */
    public CoreInfo {
        Objects.requireNonNull(threadName, "threadName");
        Objects.requireNonNull(placement, "placement");
    }

    /** A core that runs wherever the scheduler puts it, on a node that is not known. */
    public static CoreInfo unpinned(int index, String threadName, String why) {
        return new CoreInfo(index, threadName, -1, -1, why);
    }
}
