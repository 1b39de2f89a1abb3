package dev.plinth.pool;

import dev.plinth.api.Lease;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** {@link BalancedPool#acquire(Routing)}. */
final class BalancedAcquire<T> extends Mono<Lease<T>> {

    private final BalancedPool<T> pool;
    private final Routing routing;
    private final Throwable borrower;

    BalancedAcquire(BalancedPool<T> pool, Routing routing, Throwable borrower) {
        this.pool = pool;
        this.routing = routing;
        this.borrower = borrower;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Lease<T>> actual) {
        actual.onSubscribe(new BalancedWaiter<>(pool, routing, borrower, actual));
    }
}
