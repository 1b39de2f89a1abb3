package dev.plinth.netty;

import java.util.concurrent.Callable;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;

/** {@link dev.plinth.api.AsyncRuntime#spawn}. */
final class SpawnOperation<T> extends Operation<T> {

    private final Callable<? extends T> task;

    SpawnOperation(Core core, CoreSubscriber<? super T> subscriber, Callable<? extends T> task) {
        super(core, subscriber);
        this.task = task;
    }

    @Override
    public void run() {
        if (isDone()) {
            return;
        }
        T value;
        try {
            value = task.call();
        } catch (Throwable e) {
            Exceptions.throwIfJvmFatal(e);
            fail(e);
            return;
        }
        succeed(value);
    }
}
