package dev.plinth.backend.virtualthreads;

import dev.plinth.api.Shares;
import java.util.ArrayDeque;

/**
 * Tasks of one kind that wait on one core, and what they have used of its time. This class itself is
 * the line of those without a queue. On the core only, but for the counts.
 */
class Line {

    /** {@link #within()} of a line that may wait. */
    static final long NEVER = Long.MAX_VALUE;

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final Count ran = new Count();
    private final Count nanos = new Count();
    private final Count stalls = new Count();

    /** The time that it has used, weighed by its shares; {@link Lines} compares them. */
    long weighedTime;

    /** Since when its tasks wait, or when it last had its turn; kept if it has a {@link #within()}. */
    long since;

    /** Whether it is among the {@link Lines} that have tasks. */
    boolean waits;

    /** The tasks that wait. */
    final ArrayDeque<Runnable> tasks() {
        return tasks;
    }

    /** Its name, for statistics and messages. */
    String name() {
        return "default";
    }

    /** Its shares at {@code now}, by {@link System#nanoTime()}. */
    int shares(long now) {
        return Shares.DEFAULT.now();
    }

    /** Within how many nanoseconds it must have its turn, or {@link #NEVER}. */
    long within() {
        return NEVER;
    }

    /** Counts tasks that have run, and how long they took. */
    final void count(int tasks, long took) {
        ran.add(tasks);
        nanos.add(took);
    }

    /** How often one of its tasks kept the core for too long; the watch counts. */
    final Count stalls() {
        return stalls;
    }

    /** Tasks that have run. From any thread. */
    final long ran() {
        return ran.get();
    }

    /** Nanoseconds spent in them. From any thread. */
    final long nanos() {
        return nanos.get();
    }
}
