package dev.plinth.backend.virtualthreads;

import java.util.concurrent.locks.LockSupport;

/**
 * Wakes a core when its next timer is due. A thread of its own, because a timed park of the core
 * would cost a visit to the JVM's timer thread each time that the core goes idle, that is, with one
 * timer pending anywhere, for every message. This one is bothered only when a timer is due sooner
 * than any before.
 */
final class Alarm implements Runnable {

    private static final long NEVER = Long.MAX_VALUE;

    private final Runnable wake;
    private final Thread thread;

    /** In nanoseconds since {@link #origin}, so that they can be compared; written by both threads. */
    private volatile long dueAt = NEVER;

    private final long origin = System.nanoTime();
    private volatile boolean stopped;

    /** @param wake called on the alarm's thread, perhaps once too often */
    Alarm(String name, Threads threads, Runnable wake) {
        this.wake = wake;
        this.thread = threads.unstarted(name, this);
        threads.start(thread);
    }

    /**
     * Sees to it that {@code wake} is called at {@code due}, by {@link System#nanoTime()}. By the core
     * that is to be woken only, and after it has made it known that it sleeps.
     */
    void set(long due) {
        long sinceOrigin = due - origin;
        if (sinceOrigin < dueAt) {
            dueAt = sinceOrigin;
            LockSupport.unpark(thread);
        }
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        while (!stopped) {
            long due = dueAt;
            long rest = due - (System.nanoTime() - origin);
            if (due == NEVER) {
                LockSupport.park(this);
            } else if (rest > 0) {
                LockSupport.parkNanos(this, rest);
            } else {
                // first this: a core that reads the old time before goes to sleep, and is woken by the next line
                dueAt = NEVER;
                wake.run();
            }
        }
    }
}
