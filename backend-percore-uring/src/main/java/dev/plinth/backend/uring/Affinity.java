package dev.plinth.backend.uring;

import java.util.BitSet;
import java.util.Optional;

/** The CPUs of a thread. On Java 22 and newer another class of this name stands in its place. */
final class Affinity {

    private Affinity() {}

    /** Why it cannot be had here, or empty. */
    static Optional<String> unavailable() {
        return Optional.of("pinning needs Java 22 or newer (the foreign-function API), this is Java "
                + Runtime.version().feature());
    }

    /**
     * The calling thread's number in /proc/self/task.
     *
     * @throws IllegalStateException if it cannot be told
     */
    static int callingThread() {
        throw new UnsupportedOperationException("needs Java 22");
    }

    /** The CPUs that this process was given, whatever the calling thread is pinned to. */
    static BitSet ofProcess() {
        throw new UnsupportedOperationException("needs Java 22");
    }

    /** The CPUs that the calling thread may run on, as the kernel has them. */
    static BitSet ofThread() {
        throw new UnsupportedOperationException("needs Java 22");
    }

    /**
     * The CPUs of a thread of this process.
     *
     * @throws IllegalStateException if there is no such thread any more
     */
    static BitSet of(int thread) {
        throw new UnsupportedOperationException("needs Java 22, for " + thread);
    }

    /**
     * Sets the CPUs of a thread of this process.
     *
     * @throws IllegalStateException if the kernel refuses, or there is no such thread any more
     */
    static void set(int thread, BitSet cpus) {
        throw new UnsupportedOperationException("needs Java 22, for " + thread + " and " + cpus);
    }

    /**
     * Sets the CPUs of the calling thread.
     *
     * @throws IllegalStateException if the kernel refuses
     */
    static void set(BitSet cpus) {
        throw new UnsupportedOperationException("needs Java 22, for " + cpus);
    }
}
