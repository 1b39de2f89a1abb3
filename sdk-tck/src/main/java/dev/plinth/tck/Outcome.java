package dev.plinth.tck;

import dev.plinth.api.AsyncRuntime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

/** One subscription: what was signalled, and on which core. */
final class Outcome<T> extends BaseSubscriber<T> {

    private final AsyncRuntime runtime;
    private final Duration patience;
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile T value;
    private volatile Throwable error;
    private volatile int core;

    private Outcome(AsyncRuntime runtime, Duration patience) {
        this.runtime = runtime;
        this.patience = patience;
    }

    static <T> Outcome<T> of(Mono<T> mono, AsyncRuntime runtime, Duration patience) {
        Outcome<T> outcome = new Outcome<>(runtime, patience);
        mono.subscribe(outcome);
        return outcome;
    }

    @Override
    protected void hookOnNext(T signalled) {
        value = signalled;
    }

    @Override
    protected void hookOnComplete() {
        core = runtime.currentCore();
        terminated.countDown();
    }

    @Override
    protected void hookOnError(Throwable signalled) {
        error = signalled;
        core = runtime.currentCore();
        terminated.countDown();
    }

    /** Whether it has completed or failed. */
    boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    /** The core that it terminated on, or {@link AsyncRuntime#NO_CORE}. */
    int core() {
        awaitTermination();
        return core;
    }

    /** The value so far, without waiting. */
    T valueNow() {
        return value;
    }

    /** Waits; the value, or null if it completed empty. An error fails the test. */
    T value() {
        awaitTermination();
        if (error != null) {
            throw new AssertionError("a result was expected, but it failed: " + error, error);
        }
        return value;
    }

    /** Waits; the error. A success fails the test. */
    Throwable error() {
        awaitTermination();
        if (error == null) {
            throw new AssertionError("an error was expected, but it completed with " + value);
        }
        return error;
    }

    /** Waits; the error, which must be an instance of {@code type}. */
    <E extends Throwable> E error(Class<E> type) {
        Throwable found = error();
        if (!type.isInstance(found)) {
            throw new AssertionError(type.getName() + " was expected, but found: " + found, found);
        }
        return type.cast(found);
    }

    /** Waits until it has completed or failed. */
    void awaitTermination() {
        try {
            if (!terminated.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("neither completed nor failed within " + patience);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
