package dev.plinth.pool;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.Lease;
import dev.plinth.api.RuntimeClosedException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** Somebody who wants a connection: made by one thread, served by the thread of any core, cancelled by any. */
final class Waiter<T> implements Subscription, Runnable {

    private static final int NEW = 0;
    private static final int STARTED = 1;
    private static final int QUEUED = 2;
    private static final int TAKEN = 3;
    private static final int DONE = 4;

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Waiter> STATE =
            AtomicIntegerFieldUpdater.newUpdater(Waiter.class, "state");

    /** The core that asks, or NO_CORE. */
    final int caller;

    final Throwable borrower;
    /** When it began to wait, and in which order with others: on the core of its home. */
    long since;

    /** Attempts to open a connection for it, with the one that is made. Belongs to whoever has claimed it. */
    int attempts = 1;

    private final CoreSubscriber<? super Lease<T>> actual;
    private final SubPool<T> home;
    private volatile int state;

    Waiter(CoreSubscriber<? super Lease<T>> actual, SubPool<T> home, int caller, Throwable borrower) {
        this.actual = actual;
        this.home = home;
        this.caller = caller;
        this.borrower = borrower;
    }

    @Override
    public void request(long n) {
        if (!Operators.validate(n) || !STATE.compareAndSet(this, NEW, STARTED)) {
            return;
        }
        if (home.isHere()) {
            run();
            return;
        }
        try {
            home.runtime().execute(home.core, this);
        } catch (RuntimeClosedException e) {
            fail(e);
        }
    }

    /** On the home's core. */
    @Override
    public void run() {
        if (state == STARTED) {
            home.acquire(this);
        }
    }

    @Override
    public void cancel() {
        if (STATE.getAndSet(this, DONE) == QUEUED) {
            home.line.left();
        }
    }

    /** Whether it is still there to stand in line. */
    boolean queue() {
        return STATE.compareAndSet(this, STARTED, QUEUED);
    }

    /** Claims it for serving; false if it has gone, or another core was first. */
    boolean take() {
        int now = state;
        return (now == STARTED || now == QUEUED) && STATE.compareAndSet(this, now, TAKEN);
    }

    /** A claimed one asks once more, later. */
    void comeBackAfter(Duration wait) {
        attempts++;
        if (STATE.compareAndSet(this, TAKEN, STARTED)) {
            home.runtime().delay(wait).subscribe(nothing -> {}, this::fail, () -> home.onCore(this));
        }
    }

    boolean isQueued() {
        return state == QUEUED;
    }

    /** Ends a claimed one's wait, on the core that asked. */
    void deliver(Lease<T> lease) {
        if (caller == AsyncRuntime.NO_CORE || caller == lease.core()) {
            emit(lease);
            return;
        }
        try {
            home.runtime().execute(caller, () -> emit(lease));
        } catch (RuntimeClosedException e) {
            lease.release();
            emitError(e);
        }
    }

    /** Ends the wait of one that nobody else has claimed. */
    void fail(Throwable error) {
        if (take()) {
            failTaken(error);
        }
    }

    /** Ends a claimed one's wait with an error, on the core that asked. */
    void failTaken(Throwable error) {
        if (caller == AsyncRuntime.NO_CORE || caller == home.runtime().currentCore()) {
            emitError(error);
            return;
        }
        try {
            home.runtime().execute(caller, () -> emitError(error));
        } catch (RuntimeClosedException e) {
            emitError(error);
        }
    }

    private void emit(Lease<T> lease) {
        if (STATE.compareAndSet(this, TAKEN, DONE)) {
            actual.onNext(lease);
            actual.onComplete();
        } else {
            lease.release();
        }
    }

    private void emitError(Throwable error) {
        if (STATE.compareAndSet(this, TAKEN, DONE)) {
            actual.onError(error);
        }
    }
}
