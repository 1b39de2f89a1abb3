package dev.plinth.backend.virtualthreads;

import dev.plinth.api.Shares;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Divides the time of a core between its lines: the one that has used least of it, weighed by shares,
 * comes next, unless one whose latency matters has waited for half the time that it may. On the core
 * only.
 */
final class Lines {

    /** What one turn of a line is charged at most (or ten slices, if that is more): the system may have stopped us. */
    private static final long MOST_CHARGED = 1_000_000;

    private final List<Line> waiting = new ArrayList<>();
    private final Line unassigned;
    private final SliceClock clock;
    private final Consumer<Runnable> runner;
    private final long turn;
    private final long mostCharged;
    private final Count ran = new Count();
    private final Count nanos = new Count();
    private volatile Line current;
    private long least;

    /**
     * @param unassigned the line of tasks without a queue: looked at only while another one waits
     * @param runner runs a task, and throws nothing
     */
    Lines(Line unassigned, SliceClock clock, Consumer<Runnable> runner) {
        this.unassigned = unassigned;
        this.current = unassigned;
        this.clock = clock;
        this.runner = runner;
        this.turn = clock.slice() / 4;
        this.mostCharged = Math.max(MOST_CHARGED, 10 * clock.slice());
    }

    /** Whose task runs; a recent one, on other threads. */
    Line current() {
        return current;
    }

    /** The line of tasks without a queue. */
    Line unassigned() {
        return unassigned;
    }

    /** Whether none of the queues has a task. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Tasks of queues that have run. From any thread. */
    long ran() {
        return ran.get();
    }

    /** Nanoseconds spent in them. From any thread. */
    long nanos() {
        return nanos.get();
    }

    /** {@code line} has a task. */
    void waits(Line line) {
        if (!line.waits) {
            line.waits = true;
            // who had nothing to do has not saved up for later
            line.weighedTime = Math.max(line.weighedTime, least);
            if (line.within() != Line.NEVER) {
                line.since = System.nanoTime();
            }
            waiting.add(line);
        }
    }

    /** Runs one task of any queue, and weighs no more: the core ends. */
    boolean runAny() {
        if (waiting.isEmpty()) {
            return false;
        }
        Line line = waiting.get(0);
        current = line;
        runner.accept(line.tasks().poll());
        current = unassigned;
        if (line.tasks().isEmpty()) {
            leave(line);
        }
        return true;
    }

    /** Takes out what waits in the queues: the core hangs, and none of it will run. */
    List<Runnable> abandon() {
        List<Runnable> left = new ArrayList<>();
        waiting.forEach(line -> left.addAll(line.tasks()));
        waiting.clear();
        return left;
    }

    /** Runs tasks for a slice; those without a queue are weighed with the others. */
    void run() {
        long now = clock.begun();
        do {
            if (!unassigned.tasks().isEmpty()) {
                waits(unassigned);
            }
            now = serve(next(now), now);
        } while (!waiting.isEmpty() && now - clock.begun() < clock.slice());
        // else the core would go on weighing when only they are left
        leave(unassigned);
    }

    private Line next(long now) {
        Line first = waiting.get(0);
        Line due = null;
        long longest = 0;
        for (Line line : waiting) {
            if (line.weighedTime < first.weighedTime) {
                first = line;
            }
            if (line.within() != Line.NEVER) {
                long late = now - line.since - line.within() / 2;
                if (late >= longest) {
                    longest = late;
                    due = line;
                }
            }
        }
        least = Math.max(least, first.weighedTime);
        return due != null ? due : first;
    }

    /** @return the time when it was done */
    private long serve(Line line, long begun) {
        current = line;
        long now = begun;
        int count = 0;
        Runnable task;
        while (now - begun <= turn && (task = line.tasks().poll()) != null) {
            runner.accept(task);
            count++;
            now = System.nanoTime();
        }
        current = unassigned;
        charge(line, count, now - begun, now);
        return now;
    }

    private void charge(Line line, int count, long took, long now) {
        if (line != unassigned) {
            line.count(count, took);
            ran.add(count);
            nanos.add(took);
        }
        // the 1 is for clocks that stand still
        line.weighedTime += Math.min(mostCharged, took + 1) * Shares.MAX / line.shares(now);
        line.since = now;
        if (line.tasks().isEmpty()) {
            leave(line);
        }
    }

    private void leave(Line line) {
        if (line.waits) {
            line.waits = false;
            waiting.remove(line);
        }
    }
}
