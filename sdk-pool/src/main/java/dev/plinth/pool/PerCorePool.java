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
import java.util.concurrent.atomic.AtomicInteger;
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
    final long validateAfterNanos;

    private final LongSupplier clock;
    private final List<SubPool<T>> subPools = new ArrayList<>();
    private final List<Upkeep<T>> upkeeps = new ArrayList<>();
    /** Those that may have connections, for callers from outside. */
    private final List<SubPool<T>> homes;

    private final AtomicInteger turn = new AtomicInteger();
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
            LongSupplier clock,
            RetryOptions retry,
            LongConsumer failures) {
        this.runtime = Objects.requireNonNull(runtime, "runtime");
        this.connector = Objects.requireNonNull(connector, "connector");
        this.options = Objects.requireNonNull(options, "options");
        this.clock = clock;
        this.failures = failures;
        this.retries = retry.attempts() == 1 ? null : new Retries(retry, () -> sum(Count.ACQUIRED), clock);
        this.validateAfterNanos = nanos(options.validateAfterIdle());
        int cores = runtime.cores();
        for (int core = 0; core < cores; core++) {
            SubPool<T> subPool = new SubPool<>(
                    this,
                    core,
                    part(options.min(), core, cores),
                    part(options.max(), core, cores),
                    part(options.maxIdle(), core, cores));
            subPools.add(subPool);
            upkeeps.add(new Upkeep<>(subPool));
        }
        this.homes = subPools.stream().filter(subPool -> subPool.share > 0).toList();
        this.drain = new Drain<>(this, subPools);
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
        return create(runtime, connector, options, nanoClock, options.retry(), uses -> {});
    }

    /** With other retries than the options say, and somebody who is told of errors in use. */
    static <T> PerCorePool<T> create(
            AsyncRuntime runtime,
            Connector<T> connector,
            PoolOptions options,
            LongSupplier nanoClock,
            RetryOptions retry,
            LongConsumer failures) {
        PerCorePool<T> pool = new PerCorePool<>(runtime, connector, options, nanoClock, retry, failures);
        for (SubPool<T> subPool : pool.subPools) {
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
        return options.leakThreshold().isZero() ? anonymous : new AcquireMono<>(this, new Borrowed());
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
            WarmUp<T> warmUp = new WarmUp<>(this, sink, subPools.size());
            for (SubPool<T> subPool : subPools) {
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
        List<PoolCoreStats> cores = subPools.stream().map(SubPool::stats).toList();
        return new PoolStats(options.name(), options.min(), options.max(), cores);
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

    long sum(Count count) {
        long sum = 0;
        for (SubPool<T> subPool : subPools) {
            sum += subPool.counts.get(count);
        }
        return sum;
    }

    /** Connections that are borrowed, and callers that wait for one. */
    int outstanding() {
        int outstanding = 0;
        for (SubPool<T> subPool : subPools) {
            outstanding += subPool.outstanding();
        }
        return outstanding;
    }

    long now() {
        return clock.getAsLong();
    }

    SubPool<T> subPool(int core) {
        return subPools.get(core);
    }

    SubPool<T> nextHome() {
        return homes.get(Math.floorMod(turn.getAndIncrement(), homes.size()));
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

    /** Whether one more than may wait, would. Exact as long as one core adds at a time. */
    boolean refuses(SubPool<T> home) {
        int waiting = 0;
        for (SubPool<T> subPool : subPools) {
            if (subPool.hasSpare()) {
                return false;
            }
            waiting += subPool.unmet();
        }
        return waiting >= options.maxWaiting();
    }

    /** Waiters of other cores for whom nothing is on its way there. */
    int unmetBeside(SubPool<T> here) {
        int unmet = 0;
        for (SubPool<T> subPool : subPools) {
            if (subPool != here) {
                unmet += subPool.unmet();
            }
        }
        return unmet;
    }

    /** Claims somebody who waits on another core, the nearest first. */
    Waiter<T> takeBeside(SubPool<T> here) {
        for (int distance = 1; distance < subPools.size(); distance++) {
            SubPool<T> other = subPools.get((here.core + distance) % subPools.size());
            Waiter<T> waiter = other.unmet() > 0 ? other.line.take() : null;
            if (waiter != null) {
                return waiter;
            }
        }
        return null;
    }

    /** Claims the one who has waited the longest on any core. */
    Waiter<T> takeOldest(long now) {
        WaitLine<T> longest = null;
        long wait = -1;
        for (SubPool<T> subPool : subPools) {
            Waiter<T> first = subPool.line.first();
            if (first != null && now - first.since > wait) {
                longest = subPool.line;
                wait = now - first.since;
            }
        }
        return longest == null ? null : longest.take();
    }

    /** Asks the nearest core that has something to spare to serve those who wait here. */
    void askNeighbours(SubPool<T> here) {
        for (int distance = 1; distance < subPools.size(); distance++) {
            SubPool<T> other = subPools.get((here.core + distance) % subPools.size());
            if (other.hasSpare()) {
                other.onCore(() -> other.help(here));
                return;
            }
        }
    }

    /** The runtime has gone, and with it the cores and the connections: nobody may wait for them any longer. */
    void runtimeClosed(Throwable error) {
        drain.abandon();
        for (SubPool<T> subPool : subPools) {
            subPool.failAll(error);
        }
    }

    PoolClosedException closedError() {
        return new PoolClosedException(describe("it has been shut down, nothing is lent any more"));
    }

    /** A message with the numbers that one looks at next. */
    String describe(String what) {
        PoolStats stats = stats();
        return "pool '" + options.name() + "': " + what + " (max " + options.max() + ", open " + stats.open()
                + ", borrowed " + stats.leased() + ", idle " + stats.idle() + ", waiting " + stats.waiting()
                + "). Give connections back sooner, raise max or, to find who keeps one, set leakThreshold";
    }

    void reportAbandoned(int borrowed) {
        if (borrowed > 0) {
            LOG.warn(
                    "{}: {} connections were still borrowed after drainTimeout={} and have been closed",
                    options.name(),
                    borrowed,
                    options.drainTimeout());
        }
    }

    static int part(int whole, int index, int parts) {
        return whole / parts + (index < whole % parts ? 1 : 0);
    }

    /** A time in nanoseconds, as many as fit. */
    static long nanos(Duration time) {
        return time.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) > 0 ? Long.MAX_VALUE / 2 : time.toNanos();
    }
}
