package dev.plinth.netty;

/**
 * What a core lets others see of itself while it works. The core writes it as it goes, as cheaply as
 * it can; the watch reads it a few times a second, so that each value may be out of date by then.
 */
interface WatchedCore {

    /** Its number. */
    int index();

    /** Its thread. */
    Thread thread();

    /** Another number whenever the core has gone on: to the next task, or to the next look for I/O. */
    long progress();

    /** Whether it waits for something to do. */
    boolean isAsleep();

    /** What it runs; null for I/O and its callbacks. */
    Object running();

    /** The name of the task queue that this belongs to. */
    String runningQueue();

    /** Counts a stall by a task of that queue. Called by the watch alone. */
    void countStall(String queue);

    /** Tasks that wait on it, in all queues. */
    long queuedTasks();
}
