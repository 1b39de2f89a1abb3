package dev.plinth.pool;

import dev.plinth.api.AcquireQueueFullException;
import dev.plinth.api.AcquireTimeoutException;
import dev.plinth.api.EndpointStats;
import dev.plinth.api.PoolClosedException;
import dev.plinth.api.RuntimeClosedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Whether an endpoint gets borrowers: by its circuit breaker (can connections be had?), by its outlier
 * detector (do they work in use?) and by its health checks. Who comes back by any of them starts slowly.
 * Any thread.
 */
final class Health {

    private static final double FIRST_PART = 0.1;
    private static final int PROBES = 3;

    final OutlierDetector outliers;
    final CheckState checks = new CheckState();

    private final CircuitBreaker breaker;
    private final LongAdder picks = new LongAdder();
    private final LongSupplier clock;
    private final long leaveAlone;
    private final long slowStart;
    private volatile long openedAt;
    private volatile long readmittedAt;

    Health(String name, HealthOptions options, OutlierDetector outliers, LongSupplier clock) {
        this.outliers = outliers;
        this.clock = clock;
        this.leaveAlone = PerCorePool.nanos(options.leaveAlone());
        this.slowStart = PerCorePool.nanos(options.slowStart());
        this.readmittedAt = clock.getAsLong() - slowStart;
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindow(
                                options.window(),
                                options.window(),
                                CircuitBreakerConfig.SlidingWindowType.COUNT_BASED,
                                CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.LOCK_FREE)
                        .failureRateThreshold(options.failurePercent())
                        .waitDurationInOpenState(options.leaveAlone())
                        .permittedNumberOfCallsInHalfOpenState(PROBES)
                        .ignoreException(Health::saysNothingOfTheServer)
                        .clock(new NanoClock(clock))
                        .currentTimestampFunction(any -> clock.getAsLong(), TimeUnit.NANOSECONDS)
                        .build());
    }

    /** Ours is full or at its end: that is no fault of the endpoint. */
    static boolean saysNothingOfTheServer(Throwable error) {
        return error instanceof AcquireTimeoutException
                || error instanceof AcquireQueueFullException
                || error instanceof PoolClosedException
                || error instanceof RuntimeClosedException;
    }

    /** Whether it may be chosen; it may still turn out that enough are trying it already. */
    boolean mayBeTried() {
        if (checks.isDown()) {
            return false;
        }
        CircuitBreaker.State state = breaker.getState();
        if (state == CircuitBreaker.State.CLOSED && outliers.ejections() == 0) {
            return true; // the common case, without a look at the clock
        }
        long now = clock.getAsLong();
        boolean open = state == CircuitBreaker.State.OPEN && now - openedAt < leaveAlone;
        return !open && !outliers.isEjected(now);
    }

    /** To be followed by {@link #connected}, {@link #failed} or {@link #left}. Ejected ones let in, too. */
    boolean enter() {
        if (checks.isDown() || !breaker.tryAcquirePermission()) {
            return false;
        }
        picks.increment();
        return true;
    }

    /** Who entered at {@code start} has got a connection. */
    void connected(long start) {
        CircuitBreaker.State before = breaker.getState();
        long now = clock.getAsLong();
        breaker.onSuccess(now - start, TimeUnit.NANOSECONDS);
        note(before, now);
    }

    /** Who entered at {@code start} has got none. */
    void failed(long start, Throwable error) {
        CircuitBreaker.State before = breaker.getState();
        long now = clock.getAsLong();
        breaker.onError(now - start, TimeUnit.NANOSECONDS, error);
        note(before, now);
    }

    /** A listener would be told as well; but if there is one, the breaker makes an event of every success. */
    private void note(CircuitBreaker.State before, long now) {
        CircuitBreaker.State after = breaker.getState();
        if (after != before && after == CircuitBreaker.State.OPEN) {
            openedAt = now;
        } else if (after != before && after == CircuitBreaker.State.CLOSED) {
            readmittedAt = now;
        }
    }

    /** Who entered has cancelled. */
    void left() {
        breaker.releasePermission();
    }

    void checkPassed(int upAfter) {
        if (checks.passed(upAfter)) {
            readmittedAt = clock.getAsLong();
        }
    }

    /** What part of its weight it has. */
    double part() {
        if (slowStart == 0) {
            return 1;
        }
        long now = clock.getAsLong();
        long since = Math.min(now - readmittedAt, now - outliers.lastReturn(readmittedAt));
        return since >= slowStart ? 1 : Math.max(FIRST_PART, (double) since / slowStart);
    }

    EndpointStats.State state() {
        if (checks.isDown()) {
            return EndpointStats.State.DOWN;
        }
        return switch (breaker.getState()) {
            case OPEN -> EndpointStats.State.OPEN;
            case HALF_OPEN -> EndpointStats.State.HALF_OPEN;
            default -> outliers.isEjected(clock.getAsLong()) ? EndpointStats.State.EJECTED : EndpointStats.State.UP;
        };
    }

    long picks() {
        return picks.sum();
    }

    @Override
    public String toString() {
        return state() + ", " + breaker.getMetrics().getNumberOfFailedCalls() + " of the last "
                + breaker.getMetrics().getNumberOfBufferedCalls() + " failed, " + checks.failures()
                + " health checks failed";
    }
}
