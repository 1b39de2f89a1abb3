package dev.plinth.backend.virtualthreads;

/**
 * Tells when a core has run tasks for a slice. It reads the clock after every task while tasks are
 * long, and seldom while they are short. On the core only.
 */
final class SliceClock {

    /** At most so many tasks between two readings. */
    private static final int MOST = 32;

    private final long slice;
    private long begun = System.nanoTime();
    private long read = begun;
    private int stride = 1;
    private int left = 1;

    /** @param slice in nanoseconds */
    SliceClock(long slice) {
        this.slice = slice;
    }

    long slice() {
        return slice;
    }

    /** When the slice began, by {@link System#nanoTime()}. */
    long begun() {
        return begun;
    }

    /** A slice begins. */
    void begin(long now) {
        begun = now;
        read = now;
    }

    /** After each task: whether the slice is used up. */
    boolean isUsedUp() {
        if (--left > 0) {
            return false;
        }
        long now = System.nanoTime();
        stride = now - read > slice / 8 ? 1 : Math.min(MOST, 2 * stride);
        left = stride;
        read = now;
        return now - begun >= slice;
    }

    /** Whether the slice is used up by now. */
    boolean isUsedUpNow() {
        return System.nanoTime() - begun >= slice;
    }
}
