package dev.plinth.backend.virtualthreads;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * One subscription to an operation of a connection: starts on the core when it is requested, ends
 * once. Cancelling works until the core has claimed the operation; from then on its outcome stands.
 */
abstract class Operation<T> extends AtomicInteger implements Subscription, Runnable, LateTasks.Rejectable {

    private static final long serialVersionUID = 1L;

    private static final int NEW = 0;
    private static final int PENDING = 1;
    private static final int CLAIMED = 2;
    private static final int CANCELLED = 3;

    /** Cancelled after it was claimed: goes on to its end, of which nobody is told. */
    private static final int MUTED = 4;

    private final transient Lane lane;
    private final transient CoreSubscriber<? super T> subscriber;

    Operation(Lane lane, CoreSubscriber<? super T> subscriber) {
        this.lane = lane;
        this.subscriber = subscriber;
    }

    /** A Mono that makes an operation for each subscription. */
    static <T> Mono<T> mono(Function<CoreSubscriber<? super T>, Operation<T>> factory) {
        return new Mono<T>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> subscriber) {
                subscriber.onSubscribe(factory.apply(subscriber));
            }
        };
    }

    /** Begins. On the core. */
    abstract void start();

    /** The core has ended: what to fail with. */
    abstract RuntimeException ended();

    /** It was cancelled while it was pending. On the thread that cancels. */
    void onCancelled() {}

    @Override
    public final void request(long n) {
        if (Operators.validate(n) && compareAndSet(NEW, PENDING) && !lane.runOrSubmit(this)) {
            reject();
        }
    }

    @Override
    public final void run() {
        if (get() == PENDING) {
            start();
            if (get() == CANCELLED) {
                onCancelled(); // when it was cancelled just now, there may have been nothing to withdraw yet
            }
        }
    }

    @Override
    public final void reject() {
        fail(ended());
    }

    @Override
    public final void cancel() {
        if (compareAndSet(NEW, CANCELLED)) {
            return;
        }
        if (compareAndSet(PENDING, CANCELLED)) {
            onCancelled();
        } else {
            compareAndSet(CLAIMED, MUTED);
        }
    }

    /** Makes this the core's to complete, by {@link #complete}; false if it was cancelled or has ended. */
    final boolean claim() {
        return compareAndSet(PENDING, CLAIMED);
    }

    /** After {@link #claim}. */
    final void complete(T value) {
        if (get() == MUTED) {
            return;
        }
        if (value != null) {
            subscriber.onNext(value);
        }
        subscriber.onComplete();
    }

    /** After {@link #claim}. */
    final void completeWith(Throwable error) {
        if (get() != MUTED) {
            subscriber.onError(error);
        }
    }

    /** Fails, if it has not ended and was not cancelled. */
    final boolean fail(Throwable error) {
        boolean claimed = claim();
        if (claimed) {
            completeWith(error);
        }
        return claimed;
    }
}
