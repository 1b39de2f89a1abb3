package dev.plinth.pool;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Those who wait on one core, in the order in which they came. Its core adds; any core may take one,
 * when it has a connection to spare; who cancels stays until the next sweep.
 */
final class WaitLine<T> {

    private static final int SWEEP = 32;

    private final ConcurrentLinkedQueue<Waiter<T>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicInteger gone = new AtomicInteger();

    /** How many wait. Others read it after they have told that they have something to spare. */
    int live() {
        return live.get();
    }

    /** False if the waiter has gone meanwhile. */
    boolean add(Waiter<T> waiter) {
        live.incrementAndGet();
        if (!waiter.queue()) {
            live.decrementAndGet();
            return false;
        }
        queue.add(waiter);
        return true;
    }

    /** Claims the first; null if nobody waits. */
    Waiter<T> take() {
        for (Waiter<T> waiter = queue.poll(); waiter != null; waiter = queue.poll()) {
            if (waiter.take()) {
                live.decrementAndGet();
                return waiter;
            }
        }
        return null;
    }

    /** Claims the first if it came before {@code time}; null if there is none. */
    Waiter<T> takeIfBefore(long time) {
        for (Waiter<T> waiter = queue.peek(); waiter != null; waiter = queue.peek()) {
            if (waiter.isQueued() && waiter.since - time >= 0) {
                return null;
            }
            if (waiter.take()) {
                live.decrementAndGet();
                queue.remove(waiter);
                return waiter;
            }
            queue.remove(waiter);
        }
        return null;
    }

    /** The first, which may just be leaving; null if nobody waits. */
    Waiter<T> first() {
        Waiter<T> waiter = queue.peek();
        while (waiter != null && !waiter.isQueued()) {
            queue.remove(waiter);
            waiter = queue.peek();
        }
        return waiter;
    }

    /** Somebody has cancelled. Swept out once they are many and half of all: cheap on the average. */
    void left() {
        int waiting = live.decrementAndGet();
        int left = gone.incrementAndGet();
        if (left >= SWEEP && left >= waiting && gone.compareAndSet(left, 0)) {
            queue.removeIf(waiter -> !waiter.isQueued());
        }
    }
}
