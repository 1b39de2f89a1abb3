package dev.plinth.pool;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectionPool;
import dev.plinth.api.Lease;
import dev.plinth.api.PoolClosedException;
import dev.plinth.api.PoolCoreStats;
import dev.plinth.api.PoolStats;
import dev.plinth.api.RuntimeClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A pool of connections to one endpoint, with a sub-pool per core. Each core opens at most its equal
 * part of {@link PoolOptions#max()} and keeps its part of {@link PoolOptions#min()}, so that a full pool
 * is spread evenly over the cores, whoever asked.
 */
public final class PerCorePool<T> implements ConnectionPool<T> {

    private static final Logger LOG = LoggerFactory.getLogger(PerCorePool.class);

    final AsyncRuntime runtime;
    final Connector<T> connector;
    final PoolOptions options;
    /** For messages; with the endpoint, if it is one of several. */
    final String name;

    final long validateAfterNanos;
    final SubPools<T> cores;

    private final LongSupplier clock;
    private final List<Upkeep<T>> upkeeps = new ArrayList<>();
    private final AcquireMono<T> anonymous = new AcquireMono<>(this, null);
    private final Drain<T> drain;

    /** Told of errors in use, with how many uses went well since the start. */
    private final LongConsumer failures;
    /** Null for none. */
    final Retries retries;

    private PerCorePool(
            AsyncRuntime runtime,
            Connector<T> connector,
            PoolOptions options,
            String name,
            LongSupplier clock,
            RetryOptions retry,
            LongConsumer failures) {
        this.runtime = Objects.requireNonNull(runtime, "runtime");
        this.connector = Objects.requireNonNull(connector, "connector");
        this.options = Objects.requireNonNull(options, "options");
        this.name = name;
        this.clock = clock;
        this.failures = failures;
        this.retries = retry.attempts() == 1 ? null : new Retries(retry, () -> sum(Count.ACQUIRED), clock);
        this.validateAfterNanos = nanos(options.validateAfterIdle());
        this.cores = new SubPools<>(this, options);
        for (SubPool<T> subPool : cores) {
            upkeeps.add(new Upkeep<>(subPool));
        }
        this.drain = new Drain<>(this, cores);
    }

    /**
     * A pool; it opens nothing before it is asked to, or {@link #warmUp()} is, or its first upkeep.
     * Shut it down before the runtime.
     *
     * @throws RuntimeClosedException if the runtime has been shut down
     */
    public static <T> PerCorePool<T> create(AsyncRuntime runtime, Connector<T> connector, PoolOptions options) {
        return create(runtime, connector, options, System::nanoTime);
    }

    static <T> PerCorePool<T> create(
            AsyncRuntime runtime, Connector<T> connector, PoolOptions options, LongSupplier nanoClock) {
        return create(runtime, connector, options, options.name(), nanoClock, options.retry(), uses -> {});
    }

    /** With another name and other retries than the options say, and somebody who is told of errors in use. */
    static <T> PerCorePool<T> create(
            AsyncRuntime runtime,
            Connector<T> connector,
            PoolOptions options,
            String name,
            LongSupplier nanoClock,
            RetryOptions retry,
            LongConsumer failures) {
        PerCorePool<T> pool = new PerCorePool<>(runtime, connector, options, name, nanoClock, retry, failures);
        for (SubPool<T> subPool : pool.cores) {
            runtime.execute(subPool.core, pool.upkeeps.get(subPool.core)::start);
        }
        return pool;
    }

    /** How it behaves. */
    public PoolOptions options() {
        return options;
    }

    @Override
    public Mono<Lease<T>> acquire() {
        return acquire(options.leakThreshold().isZero() ? null : new Borrowed());
    }

    /** {@code borrower} is who borrows, null if that is not noted. */
    Mono<Lease<T>> acquire(Throwable borrower) {
        return borrower == null ? anonymous : new AcquireMono<>(this, borrower);
    }

    @Override
    public <R> Mono<R> withConnection(Function<? super T, ? extends Mono<R>> work) {
        return LeasedWork.one(acquire(), work);
    }

    @Override
    public <R> Flux<R> withConnectionMany(Function<? super T, ? extends Publisher<R>> work) {
        return LeasedWork.many(acquire(), work);
    }

    @Override
    public Mono<Integer> warmUp() {
        return Mono.create(sink -> {
            WarmUp<T> warmUp = new WarmUp<>(this, sink, cores.size());
            for (SubPool<T> subPool : cores) {
                try {
                    runtime.execute(subPool.core, () -> warmUp.on(upkeeps.get(subPool.core)));
                } catch (RuntimeClosedException e) {
                    warmUp.done(e);
                }
            }
        });
    }

    @Override
    public PoolStats stats() {
        List<PoolCoreStats> stats = new ArrayList<>();
        cores.forEach(subPool -> stats.add(subPool.seen.stats()));
        return new PoolStats(options.name(), options.min(), options.max(), stats);
    }

    @Override
    public Mono<Void> shutdown() {
        return Mono.defer(() -> drain.begin(true));
    }

    /** {@link #shutdown()} by which nobody waits any more: they are refused, and look elsewhere. Begins at once. */
    Mono<Void> retire() {
        return drain.begin(false);
    }

    void failedInUse() {
        failures.accept(sum(Count.RETURNED));
    }

    /** Any thread: counts belong to the cores. */
    void countRetry() {
        SubPool<T> any = cores.on(0);
        any.onCore(() -> any.counts.add(Count.RETRIES, 1));
    }

    long sum(Count count) {
        return cores.sum(count);
    }

    int outstanding() {
        return cores.outstanding();
    }

    long now() {
        return clock.getAsLong();
    }

    boolean isClosing() {
        return drain.hasBegun();
    }

    boolean isDrained() {
        return drain.isDone();
    }

    void drained(SubPool<T> subPool) {
        drain.drained(subPool);
    }

    /** The runtime has gone, and with it the cores and the connections: nobody may wait for them any longer. */
    void runtimeClosed(Throwable error) {
        drain.abandon();
        for (SubPool<T> subPool : cores) {
            subPool.failAll(error);
        }
    }

    PoolClosedException closedError() {
        return new PoolClosedException(describe("it has been shut down, nothing is lent any more"));
    }

    /** A message with the numbers that one looks at next. */
    String describe(String what) {
        PoolStats stats = stats();
        return "pool '" + name + "': " + what + " (max " + options.max() + ", open " + stats.open()
                + ", borrowed " + stats.leased() + ", idle " + stats.idle() + ", waiting " + stats.waiting()
                + "). Give connections back sooner, raise max or, to find who keeps one, set leakThreshold";
    }

    void reportAbandoned(int borrowed) {
        if (borrowed > 0) {
            LOG.warn(
                    "{}: {} connections were still borrowed after drainTimeout={} and have been closed",
                    name,
                    borrowed,
                    options.drainTimeout());
        }
    }

    /** A time in nanoseconds, as many as fit. */
    static long nanos(Duration time) {
        return time.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) > 0 ? Long.MAX_VALUE / 2 : time.toNanos();
    }
}
