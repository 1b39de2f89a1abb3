package dev.plinth.netty;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * The lines of one core, which share its time by weight: the one runs that has had least, counting
 * its time the slower the more shares it has. One that was idle starts level with the others. A line
 * that matters is given a short turn when it is due, whatever it has had. On the core's thread.
 */
final class WeightedQueues {

    /** One reading of the clock charges at most so many slices. */
    private static final long MOST_CHARGED_SLICES = 10;

    private final LongSupplier clock;
    private final LongSupplier tightestLatency;
    private final long sliceNanos;

    private QueueLine[] active = new QueueLine[4];
    private int count;
    private long least;

    private final Tally tasksRun = new Tally();
    private final Tally runNanos = new Tally();
    private final Tally batches = new Tally();

    private long sliceEnd;
    private boolean sliceKnown;
    private QueueLine running;

    /**
     * The lines of one core.
     *
     * @param clock nanoseconds
     * @param sliceNanos how long tasks run at a stretch
     * @param tightestLatency of all queues of the runtime, in nanoseconds; 0 if it matters to none
     */
    WeightedQueues(LongSupplier clock, long sliceNanos, LongSupplier tightestLatency) {
        this.clock = clock;
        this.sliceNanos = sliceNanos;
        this.tightestLatency = tightestLatency;
    }

    /** A line has got its first task. */
    void activate(QueueLine line) {
        if (line == running) {
            return; // it has not left
        }
        line.startAt(least);
        if (line.hasLatency()) {
            line.waitsFrom(clock.getAsLong());
        }
        if (count == active.length) {
            active = Arrays.copyOf(active, 2 * count);
        }
        active[count++] = line;
    }

    boolean hasTasks() {
        return count > 0;
    }

    /** Runs tasks, if there are any, for a slice. */
    void runSlice() {
        if (count == 0) {
            return;
        }
        long now = clock.getAsLong();
        sliceEnd = now + slice();
        sliceKnown = true;
        do {
            now = turn(now);
        } while (count > 0 && now - sliceEnd < 0);
        sliceKnown = false;
    }

    private long slice() {
        long tightest = tightestLatency.getAsLong();
        return tightest == 0 ? sliceNanos : Math.min(sliceNanos, tightest / 2);
    }

    private long turn(long start) {
        int index = leastServed();
        int due = mostOverdue(start);
        long end = sliceEnd;
        if (due >= 0 && due != index) {
            index = due;
            long dueEnd = start + active[due].dueTurnNanos();
            end = dueEnd - sliceEnd < 0 ? dueEnd : sliceEnd;
        } else if (active[index].weighedTime() - least > 0) {
            least = active[index].weighedTime();
        }
        QueueLine line = active[index];
        running = line;
        long now = line.run(start, end, MOST_CHARGED_SLICES * sliceNanos, clock);
        running = null;
        if (line.isEmpty()) {
            active[index] = active[--count];
            active[count] = null;
        } else if (line.hasLatency()) {
            line.waitsFrom(now);
        }
        return now;
    }

    private int leastServed() {
        int found = 0;
        for (int i = 1; i < count; i++) {
            if (active[i].weighedTime() - active[found].weighedTime() < 0) {
                found = i;
            }
        }
        return found;
    }

    private int mostOverdue(long now) {
        int found = -1;
        for (int i = 0; i < count; i++) {
            if (active[i] != running
                    && active[i].isDue(now)
                    && (found < 0 || active[i].dueAt() - active[found].dueAt() < 0)) {
                found = i;
            }
        }
        return found;
    }

    // ---- for tasks that ask

    /** Callbacks of I/O come next, of which nobody knows yet how long they will take. */
    void leaveSlice() {
        sliceKnown = false;
    }

    /** Whether what runs should end soon. */
    boolean needsPreempt() {
        long now = clock.getAsLong();
        if (!sliceKnown) {
            sliceKnown = true; // of a callback of I/O: its time begins now
            sliceEnd = now + slice();
            return false;
        }
        return now - sliceEnd >= 0 || mostOverdue(now) >= 0;
    }

    // ---- for others to see

    /** A line has run tasks. */
    void account(int tasks, long nanos) {
        tasksRun.add(tasks);
        runNanos.add(nanos);
        batches.add(1);
    }

    Tally tasksRun() {
        return tasksRun;
    }

    Tally runNanos() {
        return runNanos;
    }

    /** Grows with every few tasks, or with a single one that is long. */
    Tally batches() {
        return batches;
    }

    /** The line whose task runs, if one does; from other threads a guess. */
    QueueLine running() {
        return running;
    }
}
