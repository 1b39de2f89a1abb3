package dev.plinth.db;

import io.r2dbc.postgresql.api.PostgresqlResult;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One use of a session's connection. It lasts until its publisher has ended and the results of it that
 * somebody reads have ended, too: whoever takes the first result and cancels still reads that one.
 */
final class Operation<T> extends Operators.DeferredSubscription implements CoreSubscriber<T> {

    private static final int WAITING = 0;
    private static final int STARTED = 1;
    private static final int OVER = 2;

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Operation> STATE =
            AtomicIntegerFieldUpdater.newUpdater(Operation.class, "state");

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Operation> PUBLISHER_OVER =
            AtomicIntegerFieldUpdater.newUpdater(Operation.class, "publisherOver");

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Operation> PARTS =
            AtomicIntegerFieldUpdater.newUpdater(Operation.class, "parts");

    private final Turns turns;
    private final SqlKind kind;
    private final Function<Physical, ? extends Publisher<? extends T>> work;
    private final CoreSubscriber<? super T> actual;
    private volatile int state = WAITING;
    private volatile int publisherOver;
    /** The publisher, and each result that is read; below 0 when all is over. */
    private volatile int parts = 1;

    private boolean handedOutResults;
    private boolean beingCancelled;
    private boolean draining;

    Operation(
            Turns turns,
            SqlKind kind,
            Function<Physical, ? extends Publisher<? extends T>> work,
            CoreSubscriber<? super T> actual) {
        this.turns = turns;
        this.kind = kind;
        this.work = work;
        this.actual = actual;
    }

    SqlKind kind() {
        return kind;
    }

    /** Whether there are results of the driver's that somebody may begin to read though the publisher has ended. */
    boolean hasHandedOutResults() {
        return handedOutResults;
    }

    /** False if it was cancelled while it waited. */
    boolean mayStart() {
        return STATE.compareAndSet(this, WAITING, STARTED);
    }

    void start(Physical physical) {
        Publisher<? extends T> publisher;
        try {
            publisher = work.apply(physical);
        } catch (RuntimeException e) {
            publisher = Flux.error(e);
        }
        Flux.<T>from(publisher).subscribe(this);
    }

    /** It never ran; false if it was cancelled before. */
    boolean fail(Throwable error) {
        if (!STATE.compareAndSet(this, WAITING, OVER)) {
            return false;
        }
        actual.onError(error);
        return true;
    }

    /** Whether a request to cancel it is on its way to the server. On the connection's core. */
    boolean isBeingCancelled() {
        return beingCancelled;
    }

    /** Whether nobody waits for the rest of it. On the connection's core. */
    boolean isDraining() {
        return draining;
    }

    void draining() {
        draining = true;
    }

    void beingCancelled(boolean on) {
        beingCancelled = on;
    }

    @Override
    public void cancel() {
        if (STATE.compareAndSet(this, WAITING, OVER)) {
            turns.cancelledWaiting();
        } else if (state == STARTED) {
            super.cancel();
            publisherEnds();
        }
    }

    @Override
    public void onSubscribe(Subscription upstream) {
        set(upstream);
    }

    @Override
    @SuppressWarnings("unchecked") // a result for a result
    public void onNext(T item) {
        boolean drivers = item instanceof PostgresqlResult && !(item instanceof PipelinedResult);
        handedOutResults |= drivers;
        actual.onNext(drivers ? (T) new SessionResult((PostgresqlResult) item, this) : item);
    }

    @Override
    public void onError(Throwable error) {
        publisherEnds();
        actual.onError(error);
    }

    @Override
    public void onComplete() {
        publisherEnds();
        actual.onComplete();
    }

    private void publisherEnds() {
        if (publisherOver == 0 && PUBLISHER_OVER.compareAndSet(this, 0, 1)) {
            partEnds();
        }
    }

    /** A result is read; false if the connection is no longer this operation's. */
    boolean partBegins() {
        for (int now; (now = parts) >= 0; ) {
            if (PARTS.compareAndSet(this, now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    /** It came to its end, or nobody wants the rest. */
    void partEnds() {
        if (PARTS.decrementAndGet(this) == 0) {
            turns.mayHaveEnded(this);
        }
    }

    /** Unless its next result has found a reader meanwhile. */
    boolean ends() {
        return PARTS.compareAndSet(this, 0, Integer.MIN_VALUE / 2);
    }

    @Override
    public Context currentContext() {
        return actual.currentContext();
    }
}
