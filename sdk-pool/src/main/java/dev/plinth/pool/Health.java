package dev.plinth.pool;

import dev.plinth.api.AcquireQueueFullException;
import dev.plinth.api.AcquireTimeoutException;
import dev.plinth.api.PoolClosedException;
import dev.plinth.api.RuntimeClosedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/** The circuit breaker of an endpoint, and its slow start. Any thread. */
final class Health {

    private static final double FIRST_PART = 0.1;
    private static final int PROBES = 3;

    private final CircuitBreaker breaker;
    private final LongSupplier clock;
    private final long leaveAlone;
    private final long slowStart;
    private volatile long openedAt;
    private volatile long readmittedAt;

    Health(String name, HealthOptions options, LongSupplier clock) {
        this.clock = clock;
        this.leaveAlone = PerCorePool.nanos(options.leaveAlone());
        this.slowStart = PerCorePool.nanos(options.slowStart());
        this.readmittedAt = clock.getAsLong() - slowStart;
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(options.window())
                        .minimumNumberOfCalls(options.window())
                        .failureRateThreshold(options.failurePercent())
                        .waitDurationInOpenState(options.leaveAlone())
                        .permittedNumberOfCallsInHalfOpenState(PROBES)
                        .ignoreException(Health::saysNothingOfTheServer)
                        .clock(new NanoClock(clock))
                        .currentTimestampFunction(any -> clock.getAsLong(), TimeUnit.NANOSECONDS)
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> {
            switch (event.getStateTransition().getToState()) {
                case OPEN -> openedAt = clock.getAsLong();
                case CLOSED -> readmittedAt = clock.getAsLong();
                default -> {}
            }
        });
    }

    /** Ours is full or at its end: that is no fault of the endpoint. */
    private static boolean saysNothingOfTheServer(Throwable error) {
        return error instanceof AcquireTimeoutException
                || error instanceof AcquireQueueFullException
                || error instanceof PoolClosedException
                || error instanceof RuntimeClosedException;
    }

    /** Whether it may be chosen; it may still turn out that enough are trying it already. */
    boolean mayBeTried() {
        return breaker.getState() != CircuitBreaker.State.OPEN || clock.getAsLong() - openedAt >= leaveAlone;
    }

    /** To be followed by {@link #watch}. */
    boolean enter() {
        return breaker.tryAcquirePermission();
    }

    <R> Mono<R> watch(Mono<R> attempt) {
        long start = clock.getAsLong();
        return attempt.doOnSuccess(result -> breaker.onSuccess(clock.getAsLong() - start, TimeUnit.NANOSECONDS))
                .doOnError(error -> breaker.onError(clock.getAsLong() - start, TimeUnit.NANOSECONDS, error))
                .doOnCancel(breaker::releasePermission);
    }

    /** What part of its weight it has. */
    double part() {
        long since = clock.getAsLong() - readmittedAt;
        return since >= slowStart ? 1 : Math.max(FIRST_PART, (double) since / slowStart);
    }

    @Override
    public String toString() {
        return breaker.getState() + ", " + breaker.getMetrics().getNumberOfFailedCalls() + " of the last "
                + breaker.getMetrics().getNumberOfBufferedCalls() + " failed";
    }
}
