package dev.plinth.backend.virtualthreads;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The timers of one core, by due time. On the core only. */
final class Timers {

    /** Fewer disposed timers than this are not worth clearing out. */
    private static final int FEW = 64;

    private final PriorityQueue<TimedTask> queue = new PriorityQueue<>();
    private final AtomicInteger disposed = new AtomicInteger();
    private long sequence;
    private boolean dropped;

    /** The time at which {@code delay} has passed, in terms of {@link System#nanoTime()}. */
    static long dueIn(Duration delay) {
        // a century is as good as for ever, and its nanoseconds do not overflow
        long nanos = delay.compareTo(Duration.ofDays(36_500)) > 0
                ? Duration.ofDays(36_500).toNanos()
                : Math.max(0, delay.toNanos());
        return System.nanoTime() + nanos;
    }

    void add(TimedTask task) {
        if (dropped) {
            task.drop();
            return;
        }
        task.sequence = sequence++;
        queue.add(task);
    }

    /** A task of this queue was disposed of. From any thread. */
    void countDisposed() {
        disposed.incrementAndGet();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** When the first one is due, by {@link System#nanoTime()}. Only if there is one. */
    long nextDue() {
        return queue.peek().due;
    }

    boolean isDue() {
        return !queue.isEmpty() && queue.peek().due - System.nanoTime() <= 0;
    }

    /** Takes the first one that is due, or returns null. */
    TimedTask pollDue(long now) {
        clearOut();
        TimedTask first = queue.peek();
        return first != null && first.due - now <= 0 ? queue.poll() : null;
    }

    /** Drops all, and whatever is added from now on. */
    void dropAll() {
        dropped = true;
        List<TimedTask> all = new ArrayList<>(queue);
        queue.clear();
        all.forEach(TimedTask::drop);
    }

    /** Disposed timers go when they are the half, so that disposing costs little and they cannot pile up. */
    private void clearOut() {
        int count = disposed.get();
        if (count > FEW && count > queue.size() / 2) {
            disposed.addAndGet(-count);
            queue.removeIf(TimedTask::isDisposed);
        }
    }
}
