package dev.plinth.nats;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeClosedException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A task of a core that many threads ask for, and that runs once for all who asked before it. */
final class Turn implements Runnable {

    private final AsyncRuntime runtime;
    private final int core;
    private final Runnable task;
    private final AtomicBoolean requested = new AtomicBoolean();

    Turn(AsyncRuntime runtime, int core, Runnable task) {
        this.runtime = runtime;
        this.core = core;
        this.task = task;
    }

    void request() {
        if (!requested.get() && requested.compareAndSet(false, true)) {
            try {
                runtime.execute(core, this);
            } catch (RuntimeClosedException e) {
                requested.set(false);
                throw e;
            }
        }
    }

    @Override
    public void run() {
        requested.set(false);
        task.run();
    }
}
