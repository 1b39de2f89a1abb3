package dev.plinth.redis;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Tells how many of the oldest commands of a connection are overdue, without a timer or a time stamp
 * per command. Redis answers in order, so it is enough to note from time to time how many commands
 * had been written by then: those that were among them and wait still, a timeout later, are overdue.
 *
 * <p>Used on the connection's core only.
 */
final class CommandDeadlines {

    private static final long MIN_TICK = 10_000_000;
    private static final long MAX_TICK = 1_000_000_000;

    private final ArrayDeque<long[]> marks = new ArrayDeque<>();
    private long expired;

    /** How often to look, for a given timeout: an eighth of it, from 10 ms to a second. */
    static long tickNanos(Duration timeout) {
        return Math.max(MIN_TICK, Math.min(MAX_TICK, timeout.toNanos() / 8));
    }

    /** Notes that {@code written} commands had been written by {@code now}. */
    void mark(long now, long written) {
        marks.add(new long[] {now, written});
    }

    /**
     * How many of the oldest of the {@code waiting} commands are overdue at {@code now}.
     *
     * @param written how many commands were ever written
     * @param waiting how many of those wait for their answer
     */
    int overdue(long now, long timeoutNanos, long written, int waiting) {
        for (long[] mark; (mark = marks.peek()) != null && now - mark[0] >= timeoutNanos; ) {
            expired = mark[1];
            marks.poll();
        }
        long answered = written - waiting;
        return (int) Math.max(0, Math.min(waiting, expired - answered));
    }

    /** Forgets all marks, when nothing waits. */
    void clear() {
        marks.clear();
    }
}
