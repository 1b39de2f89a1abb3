package dev.plinth.cli.load;

/**
 * When a caller's operations are due in an open loop: at fixed times, however long the ones before took. What is late
 * goes out at once, and its latency counts from when it was due, so that a stall counts for all who would have called
 * meanwhile.
 */
final class Schedule {

    /** Nobody waits for longer without looking whether the run has ended. */
    static final long LONGEST_WAIT_NANOS = 50_000_000;

    private final long start;
    private final double nanosPerOperation;
    private final int caller;
    private final int callers;
    private long next;

    /**
     * Of one caller of several, whose turns are evenly spread.
     *
     * @param start when the first operation of all is due, as {@code System.nanoTime()} has it
     * @param rate operations a second, of all callers together
     */
    Schedule(long start, double rate, int caller, int callers) {
        this.start = start;
        this.nanosPerOperation = 1e9 / rate;
        this.caller = caller;
        this.callers = callers;
    }

    /** When its next operation is due. */
    long due() {
        return start + (long) ((caller + next * callers) * nanosPerOperation);
    }

    /** That one was sent. */
    void sent() {
        next++;
    }
}
