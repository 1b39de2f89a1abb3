package dev.plinth.netty;

import dev.plinth.api.RuntimeClosedException;
import java.util.concurrent.Callable;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;

/** {@link dev.plinth.api.AsyncRuntime#spawn} and its sisters: to a core, and back to the one that asked. */
final class SpawnOperation<T> extends Operation<T> {

    private final Core asker;
    private final NettyTaskQueue queue;
    private final Callable<? extends T> task;
    private boolean computed;
    private T value;
    private Throwable error;

    /**
     * A computation.
     *
     * @param core where it runs
     * @param asker where the result goes; null: it stays
     * @param queue within which both happen; null: the default one
     */
    SpawnOperation(
            Core core,
            Core asker,
            NettyTaskQueue queue,
            CoreSubscriber<? super T> subscriber,
            Callable<? extends T> task) {
        super(core, subscriber);
        this.asker = asker;
        this.queue = queue;
        this.task = task;
    }

    @Override
    void start() {
        if (queue == null) {
            super.start();
        } else {
            core().execute(queue, this);
        }
    }

    /** First where it is computed, then where it was asked for. */
    @Override
    public void run() {
        if (computed) {
            signal();
        } else if (!isDone()) {
            compute();
            goHome();
        }
    }

    private void compute() {
        try {
            value = task.call();
        } catch (Throwable e) {
            Exceptions.throwIfJvmFatal(e);
            error = e;
        }
        computed = true;
    }

    private void goHome() {
        if (asker == null || asker == core()) {
            signal();
            return;
        }
        try {
            asker.execute(queue, this);
        } catch (RuntimeClosedException e) {
            signal(); // that core is gone, and somebody may wait
        }
    }

    private void signal() {
        if (error != null) {
            fail(error);
        } else {
            succeed(value);
        }
    }
}
