package dev.plinth.nats;

import dev.plinth.api.RuntimeClosedException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A task of a core that many threads ask for, and that runs once for all who asked before it. What it is to find must have
 * been put down by a volatile write or a compare-and-set, as queues and {@link Staging} do: a plain one may still be on its
 * way when the task looks.
 */
final class Turn implements Runnable {

    private final Executor core;
    private final Runnable task;
    private final AtomicBoolean requested = new AtomicBoolean();

    /** On the engine's core. */
    Turn(Engine engine, Runnable task) {
        this(turn -> engine.runtime().execute(engine.core(), turn), task);
    }

    Turn(Executor core, Runnable task) {
        this.core = core;
        this.task = task;
    }

    /**
     * From any thread.
     *
     * @throws RuntimeClosedException if the core has ended
     */
    void request() {
        if (!requested.get() && requested.compareAndSet(false, true)) {
            try {
                core.execute(this);
            } catch (RuntimeClosedException e) {
                requested.set(false);
                throw e;
            }
        }
    }

    /** Who asks from here on is not served by this run, and gets another one. */
    @Override
    public void run() {
        requested.set(false);
        task.run();
    }
}
