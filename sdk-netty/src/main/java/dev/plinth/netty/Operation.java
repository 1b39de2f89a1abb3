package dev.plinth.netty;

import dev.plinth.api.RuntimeClosedException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Function;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * One subscription to a Mono of the runtime. It starts on its core when the subscriber asks for the
 * result, ends exactly once, and is known to the core until then, so that a shutdown can end it.
 */
abstract class Operation<T> implements Subscription, Runnable {

    private static final int NEW = 0;
    private static final int STARTED = 1;
    private static final int DONE = 2;

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Operation> STATE =
            AtomicIntegerFieldUpdater.newUpdater(Operation.class, "state");

    private final Core core;
    private final CoreSubscriber<? super T> subscriber;
    private volatile int state;

    Operation(Core core, CoreSubscriber<? super T> subscriber) {
        this.core = core;
        this.subscriber = subscriber;
    }

    /** A Mono, each subscription to which is an operation of its own. */
    static <T> Mono<T> mono(Function<CoreSubscriber<? super T>, Operation<T>> factory) {
        return new OperationMono<>(factory);
    }

    Core core() {
        return core;
    }

    /** Brings it to its core; called once, on any thread. */
    void start() {
        core.run(this);
    }

    /** What it does there. */
    @Override
    public abstract void run();

    /** It was cancelled after it had started; called on the cancelling thread. */
    void cancelled() {}

    /** The runtime is shutting down; called on the core. Operations that will end by themselves just go on. */
    void shuttingDown() {}

    final boolean isDone() {
        return state == DONE;
    }

    /** Ends it for whoever calls first; that one must then {@link #emit} or {@link #emitError}. */
    final boolean claim() {
        if (!STATE.compareAndSet(this, STARTED, DONE)) {
            return false;
        }
        core.pending().remove(this);
        return true;
    }

    final void emit(T value) {
        if (core.inPlace() || !moved(() -> signal(value))) {
            signal(value);
        }
    }

    private void signal(T value) {
        if (value != null) {
            subscriber.onNext(value);
        }
        subscriber.onComplete();
    }

    final void emitError(Throwable error) {
        if (core.inPlace() || !moved(() -> subscriber.onError(error))) {
            subscriber.onError(error);
        }
    }

    /** To where it should be signalled; false if that takes no more. */
    private boolean moved(Runnable signal) {
        try {
            core.execute(signal);
            return true;
        } catch (RuntimeClosedException e) {
            return false;
        }
    }

    final void succeed(T value) {
        if (claim()) {
            emit(value);
        }
    }

    final void fail(Throwable error) {
        if (claim()) {
            emitError(error);
        }
    }

    @Override
    public final void request(long n) {
        if (Operators.validate(n) && STATE.compareAndSet(this, NEW, STARTED)) {
            core.pending().add(this);
            if (isDone()) {
                core.pending().remove(this); // cancelled in between
                return;
            }
            try {
                start();
            } catch (RuntimeClosedException e) {
                rejected(e);
            }
        }
    }

    /** The core is gone. */
    void rejected(RuntimeClosedException error) {
        fail(error);
    }

    @Override
    public final void cancel() {
        int before = STATE.getAndSet(this, DONE);
        if (before == STARTED) {
            core.pending().remove(this);
            cancelled();
        }
    }

    private static final class OperationMono<T> extends Mono<T> {

        private final Function<CoreSubscriber<? super T>, Operation<T>> factory;

        OperationMono(Function<CoreSubscriber<? super T>, Operation<T>> factory) {
            this.factory = factory;
        }

        @Override
        public void subscribe(CoreSubscriber<? super T> actual) {
            Operation<T> operation;
            try {
                operation = factory.apply(actual);
            } catch (RuntimeException e) {
                Operators.error(actual, e);
                return;
            }
            actual.onSubscribe(operation);
        }
    }
}
