package dev.plinth.db;

import io.r2dbc.postgresql.api.PostgresqlResult;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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

    private enum State {
        WAITING,
        STARTED,
        OVER
    }

    private final Session session;
    private final Function<Physical, ? extends Publisher<? extends T>> work;
    private final CoreSubscriber<? super T> actual;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final AtomicBoolean publisherOver = new AtomicBoolean();
    /** The publisher, and each result that is read; below 0 when all is over. */
    private final AtomicInteger parts = new AtomicInteger(1);

    private boolean beingCancelled;
    private boolean draining;

    Operation(
            Session session,
            Function<Physical, ? extends Publisher<? extends T>> work,
            CoreSubscriber<? super T> actual) {
        this.session = session;
        this.work = work;
        this.actual = actual;
    }

    /** False if it was cancelled while it waited. */
    boolean mayStart() {
        return state.compareAndSet(State.WAITING, State.STARTED);
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
        if (!state.compareAndSet(State.WAITING, State.OVER)) {
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
        if (state.compareAndSet(State.WAITING, State.OVER)) {
            session.cancelledWaiting();
        } else if (state.get() == State.STARTED) {
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
        if (publisherOver.compareAndSet(false, true)) {
            partEnds();
        }
    }

    /** A result is read; false if the connection is no longer this operation's. */
    boolean partBegins() {
        for (int now; (now = parts.get()) >= 0; ) {
            if (parts.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    /** It came to its end, or nobody wants the rest. */
    void partEnds() {
        if (parts.decrementAndGet() == 0) {
            session.mayHaveEnded(this);
        }
    }

    /** After a turn of the loop, in which the next result may have found its reader. */
    boolean ends() {
        return parts.compareAndSet(0, Integer.MIN_VALUE / 2);
    }

    @Override
    public Context currentContext() {
        return actual.currentContext();
    }
}
