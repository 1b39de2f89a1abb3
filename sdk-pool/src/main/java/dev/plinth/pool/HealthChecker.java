package dev.plinth.pool;

import dev.plinth.api.AcquireTimeoutException;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.Lease;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Asks all endpoints of a pool how they are: at intervals, and when somebody has found none. One round at a time. */
final class HealthChecker<T> {

    private static final Logger LOG = LoggerFactory.getLogger(BalancedPool.class);
    /** A round that was asked for does not come sooner after the last than this part of the interval. */
    private static final int RARELY = 10;

    private final AsyncRuntime runtime;
    private final Endpoints<T> endpoints;
    private final HealthCheck<T> check;
    private final LongSupplier clock;
    private final AtomicReference<Sinks.Empty<Void>> round = new AtomicReference<>();
    private volatile long ended;

    HealthChecker(AsyncRuntime runtime, Endpoints<T> endpoints, HealthCheck<T> check, LongSupplier clock) {
        this.runtime = runtime;
        this.endpoints = endpoints;
        this.check = check;
        this.clock = clock;
        this.ended = clock.getAsLong() - PerCorePool.nanos(check.interval());
    }

    /** On a core. */
    void run() {
        if (!endpoints.isClosed()) {
            round().subscribe();
            runtime.delay(check.interval())
                    .subscribe(nothing -> {}, error -> LOG.debug("no health checks any more", error), this::run);
        }
    }

    /** Completes when a round has ended that may be new to who asks; at once if the last one is too recent for another. */
    Mono<Void> recent() {
        return Mono.defer(() -> {
            boolean soon = clock.getAsLong() - ended < PerCorePool.nanos(check.interval()) / RARELY;
            return soon && round.get() == null ? Mono.empty() : round();
        });
    }

    /** Joins the round that runs, or begins one. */
    private Mono<Void> round() {
        return Mono.defer(() -> {
            Sinks.Empty<Void> mine = Sinks.empty();
            Sinks.Empty<Void> running = round.compareAndExchange(null, mine);
            if (running != null) {
                return running.asMono();
            }
            Flux.fromIterable(endpoints.now())
                    .flatMap(this::ask, Integer.MAX_VALUE, 1)
                    .doFinally(end -> {
                        ended = clock.getAsLong();
                        round.set(null);
                        mine.tryEmitEmpty();
                    })
                    .subscribe();
            return mine.asMono();
        });
    }

    private Mono<Void> ask(EndpointPool<T> pool) {
        Endpoint asked = pool.endpoint();
        return LeasedWork.one(acquire(pool), connection -> answer(asked, connection))
                .doOnNext(found -> {
                    if (!found.equals(asked)) {
                        endpoints.update(asked.address(), now -> now.equals(asked) ? found : now);
                    }
                })
                .then()
                .doOnSuccess(nothing -> pool.health().checkPassed(check.upAfter()))
                .onErrorResume(error -> {
                    failed(pool, error);
                    return Mono.empty();
                });
    }

    private Mono<Endpoint> answer(Endpoint asked, T connection) {
        return check.probe()
                .ask(asked, connection)
                .timeout(
                        runtime.delay(check.timeout()),
                        Mono.error(() ->
                                new HealthCheckException("no answer within healthCheck.timeout=" + check.timeout())));
    }

    /** To wait in line tells nothing of the endpoint; to get no connection of one's own does. */
    private Mono<Lease<T>> acquire(EndpointPool<T> pool) {
        PerCorePool<T> connections = pool.pool();
        return connections.acquire().timeout(runtime.delay(check.timeout()), Mono.error(() -> {
            boolean allAreBorrowed =
                    connections.stats().leased() >= connections.options().max();
            String what = "no connection within healthCheck.timeout=" + check.timeout();
            return allAreBorrowed ? new AcquireTimeoutException(what) : new HealthCheckException(what);
        }));
    }

    private void failed(EndpointPool<T> pool, Throwable error) {
        if (!Health.saysNothingOfTheServer(error)) {
            LOG.debug("the health check of {} failed", pool.endpoint().address(), error);
            boolean wasUp = !pool.health().checks.isDown();
            pool.health().checks.failed(check.downAfter());
            if (wasUp && pool.health().checks.isDown()) {
                LOG.warn(
                        "{}: endpoint {} is down, {} health checks in a row have failed, the last with: {}",
                        pool.pool().options().name(),
                        pool.endpoint().address(),
                        check.downAfter(),
                        error.toString());
            }
        }
    }
}
