package dev.plinth.tck;

import java.util.function.Consumer;

/**
 * Tasks of equal length in one line of one core, which put themselves there again, so that some always
 * wait. Counts those that have run, by itself: an independent judge of who got how much of the core.
 */
final class Backlog implements Runnable {

    /** How long a task works, in nanoseconds. */
    static final long TASK = 50_000;

    /** So many wait at a time. */
    private static final int DEPTH = 8;

    private final Consumer<Runnable> line;
    private Runnable watcher = () -> {};
    private volatile boolean stopped;
    private volatile int count;

    /** @param line where the tasks go: a queue, or a core as such */
    Backlog(Consumer<Runnable> line) {
        this.line = line;
    }

    /** How many have run. */
    int count() {
        return count;
    }

    /** Puts the first tasks into the line. */
    void start() {
        for (int i = 0; i < DEPTH; i++) {
            line.accept(this);
        }
    }

    /** Has {@code watcher} run after each task. On the core. */
    void watch(Runnable watcher) {
        this.watcher = watcher;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        if (stopped) {
            return;
        }
        Rules.work(TASK);
        count = count + 1; // on its core only
        watcher.run();
        line.accept(this);
    }
}
