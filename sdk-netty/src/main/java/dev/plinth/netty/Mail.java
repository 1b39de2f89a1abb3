package dev.plinth.netty;

/**
 * What a core is sent that is no task of its default queue. It is opened on arrival, before any task
 * runs: {@link #run} must be short, and must not throw.
 */
abstract class Mail implements Runnable {

    /** A task for a line of the core that it is sent to. */
    static final class ForLine extends Mail {

        private final QueueLine line;
        private final Runnable task;

        ForLine(QueueLine line, Runnable task) {
            this.line = line;
            this.task = task;
        }

        @Override
        public void run() {
            line.add(task);
        }
    }
}
