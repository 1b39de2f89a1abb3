package dev.plinth.pool;

import dev.plinth.api.Lease;
import dev.plinth.api.PoolClosedException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Somebody who wants a connection to one of several endpoints: asks the pool of the one that is chosen; and
 * of another one, if that is left out meanwhile, or, by the rules for retries, if it gives none.
 */
final class BalancedWaiter<T> implements CoreSubscriber<Lease<T>>, Subscription {

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<BalancedWaiter, Subscription> UPSTREAM =
            AtomicReferenceFieldUpdater.newUpdater(BalancedWaiter.class, Subscription.class, "upstream");

    private static final Subscription NOTHING = Operators.emptySubscription();
    private static final Subscription CANCELLED = Operators.cancelledSubscription();

    private final BalancedPool<T> pool;
    private final Routing routing;
    private final Throwable borrower;
    private final CoreSubscriber<? super Lease<T>> actual;
    /** What is waited for; null before the start. */
    private volatile Subscription upstream;

    /** Null if none lets anybody in. */
    private EndpointPool<T> chosen;

    private long start;
    private int made;
    private boolean checked;

    BalancedWaiter(BalancedPool<T> pool, Routing routing, Throwable borrower, CoreSubscriber<? super Lease<T>> actual) {
        this.pool = pool;
        this.routing = routing;
        this.borrower = borrower;
        this.actual = actual;
    }

    @Override
    public Context currentContext() {
        return actual.currentContext();
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n) && UPSTREAM.compareAndSet(this, null, NOTHING)) {
            made = 1;
            attempt();
        }
    }

    private void attempt() {
        try {
            chosen = pool.choose(routing);
        } catch (EndpointsUnavailableException e) {
            chosen = null;
            noneFound(e);
            return;
        } catch (RuntimeException e) { // of a routing or a balancer of somebody else's
            actual.onError(e);
            return;
        }
        start = pool.now();
        chosen.pool().acquire(borrower).subscribe(this);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (beginsToWaitFor(subscription)) {
            subscription.request(Long.MAX_VALUE);
        } else {
            chosen.health().left();
        }
    }

    private boolean beginsToWaitFor(Subscription subscription) {
        if (UPSTREAM.compareAndSet(this, NOTHING, subscription)) {
            return true;
        }
        subscription.cancel();
        return false;
    }

    /** False if whoever waited has cancelled. */
    private boolean endsWaiting() {
        Subscription before = upstream;
        return before != CANCELLED && UPSTREAM.compareAndSet(this, before, NOTHING);
    }

    @Override
    public void onNext(Lease<T> lease) {
        if (endsWaiting()) {
            chosen.health().connected(start);
            actual.onNext(lease);
            actual.onComplete();
        } else {
            lease.release();
        }
    }

    @Override
    public void onComplete() {
        // told with the lease
    }

    @Override
    public void onError(Throwable error) {
        if (!endsWaiting()) {
            return;
        }
        if (chosen.pool().connector.openingBlamesEndpoint(error)) {
            chosen.health().failed(start, error);
        } else {
            chosen.health().left();
        }
        if (error instanceof PoolClosedException && !pool.isClosed()) {
            attempt(); // the endpoint was left out
        } else if (chosen.pool().connector.mayRetryOpening(error)) {
            again(error);
        } else {
            actual.onError(error);
        }
    }

    /** What health checks find out may be the way; that is looked at now, and not at the next interval. */
    private void noneFound(EndpointsUnavailableException error) {
        if (pool.isClosed()) {
            actual.onError(pool.closedError());
        } else if (!checked) {
            checked = true;
            pause(pool.checkHealth());
        } else {
            again(error);
        }
    }

    private void again(Throwable error) {
        Duration wait = pool.waitAfter(made);
        if (wait == null) {
            actual.onError(error);
            return;
        }
        made++;
        pool.countRetry(chosen);
        checked = false;
        pause(pool.delay(wait));
    }

    private void pause(Mono<Void> end) {
        chosen = null;
        Pause.until(end, this::beginsToWaitFor, this::resume, actual::onError);
    }

    private void resume() {
        if (endsWaiting()) {
            attempt();
        }
    }

    @Override
    public void cancel() {
        Subscription waiting = UPSTREAM.getAndSet(this, CANCELLED);
        if (waiting != null && waiting != NOTHING && waiting != CANCELLED) {
            EndpointPool<T> left = chosen;
            if (left != null) {
                left.health().left();
            }
            waiting.cancel();
        }
    }
}
