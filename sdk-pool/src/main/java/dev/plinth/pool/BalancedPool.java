package dev.plinth.pool;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigException;
import dev.plinth.api.ConnectionPool;
import dev.plinth.api.EndpointStats;
import dev.plinth.api.Lease;
import dev.plinth.api.PoolClosedException;
import dev.plinth.api.PoolCoreStats;
import dev.plinth.api.PoolStats;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A pool of connections to several endpoints: one {@link PerCorePool} each, with the same options (so
 * min and max are per endpoint), and a {@link LoadBalancer} that chooses at every borrowing.
 *
 * <p>An endpoint that connections cannot be had to is left alone for a while by its circuit breaker ({@link
 * HealthOptions}), one whose connections fail in use by its outlier detector ({@link OutlierOptions}), and
 * one that does not pass health checks until it does ({@link HealthCheck}). Those of the next priority
 * stand in for it if need be; when it comes back, it gets few borrowers at first.
 */
public final class BalancedPool<T> implements ConnectionPool<T> {

    private final AsyncRuntime runtime;
    private final PoolOptions options;
    private final LongSupplier clock;
    private final Choice<T> choice;
    private final Retries retries;
    private final Endpoints<T> endpoints;
    /** Null for none. */
    private final HealthChecker<T> checker;

    BalancedPool(BalancedPoolBuilder<T> builder) {
        this.runtime = builder.runtime;
        this.options = builder.options;
        this.clock = builder.clock;
        this.choice = new Choice<>(options.name(), builder.balancer);
        this.endpoints = new Endpoints<>(options.name(), new EndpointOpener<>(builder, this::pools)::open);
        this.retries = new Retries(options.retry(), this::borrowings, clock);
        this.checker = builder.check == null ? null : new HealthChecker<>(runtime, endpoints, builder.check, clock);
        endpoints.set(builder.endpoints);
        if (checker != null) {
            runtime.execute(0, checker::run);
        }
    }

    /**
     * A pool with everything else as it stands: see {@link #builder}.
     *
     * @param connectors how connections to an endpoint are opened
     * @param options those of each endpoint's pool
     * @throws ConfigException if there are no endpoints, or two with the same address
     */
    public static <T> BalancedPool<T> create(
            AsyncRuntime runtime,
            Function<? super Endpoint, ? extends Connector<T>> connectors,
            PoolOptions options,
            LoadBalancer balancer,
            HealthOptions health,
            List<Endpoint> endpoints) {
        return builder(runtime, connectors)
                .options(options)
                .balancer(balancer)
                .health(health)
                .endpoints(endpoints)
                .build();
    }

    /** What the pool is made of. {@code connectors} says how connections to an endpoint are opened. */
    public static <T> BalancedPoolBuilder<T> builder(
            AsyncRuntime runtime, Function<? super Endpoint, ? extends Connector<T>> connectors) {
        return new BalancedPoolBuilder<>(runtime, connectors);
    }

    private List<EndpointPool<T>> pools() {
        return endpoints.now();
    }

    /** Where connections go now. */
    public List<Endpoint> endpoints() {
        return pools().stream().map(EndpointPool::endpoint).toList();
    }

    /**
     * Changes endpoints and weights. Those with an address that was there keep their connections; those
     * that are left out get no more borrowers, who waits for one of them is served by another, and their
     * pools are drained. Who is borrowing meanwhile gets a connection all the same. Any thread.
     *
     * @throws ConfigException if there are no endpoints, or two with the same address
     * @throws PoolClosedException after {@link #shutdown()}
     */
    public void setEndpoints(List<Endpoint> changed) {
        endpoints.set(changed);
    }

    /**
     * Changes one endpoint as it is now: its weight, its priority or, say when its role was found out, its
     * tags. Borrowings that come after this go by it; connections stay. Any thread, a core's included.
     *
     * @param change gives the same endpoint, changed; its address stays
     * @return false if there is no endpoint with this address any more
     */
    public boolean updateEndpoint(SocketAddress address, UnaryOperator<Endpoint> change) {
        return endpoints.update(address, change);
    }

    /**
     * Asks the endpoints how they are, beside the intervals; joins the check that runs already, and does
     * nothing if the last one ended within a tenth of the interval, or there is no {@link HealthCheck}.
     * Completes when all have answered or failed to. A borrowing that finds no endpoint does so by itself.
     */
    public Mono<Void> checkHealth() {
        return checker == null ? Mono.empty() : checker.recent();
    }

    @Override
    public Mono<Lease<T>> acquire() {
        return acquire(Routing.any());
    }

    /** {@link #acquire()} for a key that a sticky balancer goes by; null for none. */
    public Mono<Lease<T>> acquireFor(Object key) {
        return acquire(Routing.any().withKey(key));
    }

    /**
     * {@link #acquire()} from an endpoint that {@code routing} finds fit. Signals {@link
     * EndpointsUnavailableException}, too, if there is none, or all of them are left alone for having failed.
     */
    public Mono<Lease<T>> acquire(Routing routing) {
        Objects.requireNonNull(routing, "routing");
        return new BalancedAcquire<>(this, routing, options.leakThreshold().isZero() ? null : new Borrowed());
    }

    @Override
    public <R> Mono<R> withConnection(Function<? super T, ? extends Mono<R>> work) {
        return LeasedWork.one(acquire(), work);
    }

    /** {@link #withConnection} with a connection to an endpoint that {@code routing} finds fit. */
    public <R> Mono<R> withConnection(Routing routing, Function<? super T, ? extends Mono<R>> work) {
        return LeasedWork.one(acquire(routing), work);
    }

    @Override
    public <R> Flux<R> withConnectionMany(Function<? super T, ? extends Publisher<R>> work) {
        return LeasedWork.many(acquire(), work);
    }

    /** {@link #withConnectionMany} with a connection to an endpoint that {@code routing} finds fit. */
    public <R> Flux<R> withConnectionMany(Routing routing, Function<? super T, ? extends Publisher<R>> work) {
        return LeasedWork.many(acquire(routing), work);
    }

    @Override
    public Mono<Integer> warmUp() {
        return Flux.defer(() -> Flux.fromIterable(pools()))
                .flatMapDelayError(pool -> pool.pool().warmUp(), 16, 1)
                .reduce(0, Integer::sum);
    }

    /** All endpoints together; the entries of a core stand once per endpoint. */
    @Override
    public PoolStats stats() {
        List<EndpointPool<T>> now = pools();
        List<PoolCoreStats> cores = new ArrayList<>();
        List<EndpointStats> each = new ArrayList<>();
        for (EndpointPool<T> pool : now) {
            PoolStats stats = pool.pool().stats();
            cores.addAll(stats.cores());
            each.add(pool.stats(stats));
        }
        return new PoolStats(options.name(), options.min() * now.size(), options.max() * now.size(), cores, each);
    }

    /** What the pool of each endpoint holds and has done. */
    public Map<Endpoint, PoolStats> endpointStats() {
        Map<Endpoint, PoolStats> stats = new LinkedHashMap<>();
        pools().forEach(pool -> stats.put(pool.endpoint(), pool.pool().stats()));
        return stats;
    }

    @Override
    public Mono<Void> shutdown() {
        return Mono.defer(endpoints::shutdown);
    }

    EndpointPool<T> choose(Routing routing) {
        return choice.from(pools(), routing);
    }

    /** Null: not at all. */
    Duration waitAfter(int made) {
        return retries.waitAfter(made);
    }

    /** With the endpoint that gave none; with any, if none was found. */
    void countRetry(EndpointPool<T> failed) {
        EndpointPool<T> at = failed != null ? failed : pools().get(0);
        at.pool().countRetry();
    }

    Mono<Void> delay(Duration wait) {
        return runtime.delay(wait);
    }

    long now() {
        return clock.getAsLong();
    }

    boolean isClosed() {
        return endpoints.isClosed();
    }

    PoolClosedException closedError() {
        return new PoolClosedException(
                "pool '" + options.name() + "': it has been shut down, nothing is lent any more");
    }

    private long borrowings() {
        long sum = 0;
        for (EndpointPool<T> pool : pools()) {
            sum += pool.pool().sum(Count.ACQUIRED);
        }
        return sum;
    }
}
