package dev.plinth.cli.tasks;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two queues on worker 0 that always have tasks, each of which computes for 50 us; how many have run is
 * counted by the tasks themselves.
 */
final class FullLoad {

    static final int HIGH = 1000;
    static final int LOW = 100;

    private static final long TASK_NANOS = 50_000;
    private static final int TASKS_PER_QUEUE = 32;

    private final AtomicLong high = new AtomicLong();
    private final AtomicLong low = new AtomicLong();
    private final Executor first;
    private final Executor second;
    private AtomicBoolean stopped = new AtomicBoolean();

    /** Makes the queues. */
    FullLoad(Workers workers) {
        first = workers.queue("high", HIGH);
        second = workers.queue("low", LOW);
    }

    /** Fills them, from now on. */
    void start() {
        stopped = new AtomicBoolean(); // one for each time: the tasks of the last are not to come back to life
        for (int i = 0; i < TASKS_PER_QUEUE; i++) {
            first.execute(new Task(first, high, stopped));
            second.execute(new Task(second, low, stopped));
        }
    }

    /** How many tasks of the queue with {@link #HIGH} shares have run. */
    long high() {
        return high.get();
    }

    /** How many tasks of the queue with {@link #LOW} shares have run. */
    long low() {
        return low.get();
    }

    /** Lets them run empty. */
    void stop() {
        stopped.set(true);
    }

    /** Computes, and queues up again behind the others. */
    private static final class Task implements Runnable {

        private final Executor queue;
        private final AtomicLong count;
        private final AtomicBoolean stopped;

        Task(Executor queue, AtomicLong count, AtomicBoolean stopped) {
            this.queue = queue;
            this.count = count;
            this.stopped = stopped;
        }

        @Override
        public void run() {
            long end = System.nanoTime() + TASK_NANOS;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            count.lazySet(count.getPlain() + 1); // one worker writes it
            if (!stopped.get()) {
                queue.execute(this);
            }
        }
    }
}
