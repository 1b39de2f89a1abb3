package dev.plinth.cli.tasks;

import java.util.concurrent.CountDownLatch;

/** Hands a number of tasks that do nothing to worker 0, and waits until all have run. */
final class Spawning {

    private Spawning() {}

    /** From a task on the worker itself: nanoseconds from the first one until all have run. */
    static long fromTheSameCore(Workers workers, int count) throws InterruptedException {
        Tally tally = new Tally(count);
        workers.execute(0, () -> {
            tally.begin();
            for (int i = 0; i < count; i++) {
                workers.executeHere(tally);
            }
        });
        return tally.await();
    }

    /** From the calling thread, which is no worker. */
    static long fromAnotherThread(Workers workers, int count) throws InterruptedException {
        Tally tally = new Tally(count);
        tally.begin();
        for (int i = 0; i < count; i++) {
            workers.execute(0, tally);
        }
        return tally.await();
    }

    /**
     * The task, all {@code count} times the same one, so that the figures are the queue's and not those
     * of making tasks. Its count is that of one worker, which runs one task at a time.
     */
    private static final class Tally implements Runnable {

        private final CountDownLatch all = new CountDownLatch(1);
        private final int count;
        private int run;
        private volatile long begun;
        private volatile long ended;

        Tally(int count) {
            this.count = count;
        }

        void begin() {
            begun = System.nanoTime();
        }

        @Override
        public void run() {
            if (++run == count) {
                ended = System.nanoTime();
                all.countDown();
            }
        }

        long await() throws InterruptedException {
            all.await();
            return ended - begun;
        }
    }
}
