package dev.plinth.pool;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.Lease;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** {@link PerCorePool#acquire()}. */
final class AcquireMono<T> extends Mono<Lease<T>> {

    private final PerCorePool<T> pool;
    private final Throwable borrower;

    AcquireMono(PerCorePool<T> pool, Throwable borrower) {
        this.pool = pool;
        this.borrower = borrower;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Lease<T>> actual) {
        int caller = pool.runtime.currentCore();
        SubPool<T> home = caller == AsyncRuntime.NO_CORE ? pool.cores.nextHome() : pool.cores.on(caller);
        actual.onSubscribe(new Waiter<>(actual, home, caller, borrower));
    }
}
