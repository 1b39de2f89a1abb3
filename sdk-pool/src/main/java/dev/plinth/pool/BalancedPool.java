package dev.plinth.pool;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigException;
import dev.plinth.api.ConnectionPool;
import dev.plinth.api.Lease;
import dev.plinth.api.PoolClosedException;
import dev.plinth.api.PoolCoreStats;
import dev.plinth.api.PoolStats;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A pool of connections to several endpoints: one {@link PerCorePool} each, with the same options (so
 * min and max are per endpoint), and a {@link LoadBalancer} that chooses at every borrowing.
 */
public final class BalancedPool<T> implements ConnectionPool<T> {

    private final AsyncRuntime runtime;
    private final Function<? super Endpoint, ? extends Connector<T>> connectors;
    private final PoolOptions options;
    private final Choice<T> choice;
    private final HealthOptions healthOptions;
    private final LongSupplier clock;
    private volatile List<EndpointPool<T>> pools = List.of();
    private boolean closed;

    private BalancedPool(
            AsyncRuntime runtime,
            Function<? super Endpoint, ? extends Connector<T>> connectors,
            PoolOptions options,
            LoadBalancer balancer,
            HealthOptions healthOptions,
            LongSupplier clock) {
        this.runtime = Objects.requireNonNull(runtime, "runtime");
        this.connectors = Objects.requireNonNull(connectors, "connectors");
        this.options = Objects.requireNonNull(options, "options");
        this.choice = new Choice<>(options.name(), Objects.requireNonNull(balancer, "balancer"));
        this.healthOptions = Objects.requireNonNull(healthOptions, "healthOptions");
        this.clock = clock;
    }

    /**
     * A pool. An endpoint whose connections fail to open is left alone for a while, and those of the next
     * priority stand in for it if need be.
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
        return create(runtime, connectors, options, balancer, health, endpoints, System::nanoTime);
    }

    static <T> BalancedPool<T> create(
            AsyncRuntime runtime,
            Function<? super Endpoint, ? extends Connector<T>> connectors,
            PoolOptions options,
            LoadBalancer balancer,
            HealthOptions health,
            List<Endpoint> endpoints,
            LongSupplier nanoClock) {
        BalancedPool<T> pool = new BalancedPool<>(runtime, connectors, options, balancer, health, nanoClock);
        pool.setEndpoints(endpoints);
        return pool;
    }

    /** Where connections go now. */
    public List<Endpoint> endpoints() {
        return pools.stream().map(EndpointPool::endpoint).toList();
    }

    /**
     * Changes endpoints and weights. Those with an address that was there keep their connections; those
     * that are left out get no more borrowers, and their pools are drained.
     *
     * @throws ConfigException if there are no endpoints, or two with the same address
     * @throws PoolClosedException after {@link #shutdown()}
     */
    public synchronized void setEndpoints(List<Endpoint> endpoints) {
        check(endpoints);
        if (closed) {
            throw new PoolClosedException("pool '" + options.name() + "' has been shut down: make another one");
        }
        Map<SocketAddress, EndpointPool<T>> before = new LinkedHashMap<>();
        pools.forEach(pool -> before.put(pool.endpoint().address(), pool));
        List<EndpointPool<T>> after = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            EndpointPool<T> known = before.remove(endpoint.address());
            after.add(known != null ? new EndpointPool<>(endpoint, known.pool(), known.health()) : open(endpoint));
        }
        pools = List.copyOf(after);
        before.values().forEach(left -> left.pool().shutdown().subscribe());
    }

    /**
     * Changes one endpoint as it is now: its weight, its priority or, say when its role was found out, its
     * tags. Borrowings that come after this go by it; connections stay. Any thread, a core's included.
     *
     * @param change gives the same endpoint, changed; its address stays
     * @return false if there is no endpoint with this address any more
     */
    public synchronized boolean updateEndpoint(SocketAddress address, UnaryOperator<Endpoint> change) {
        List<EndpointPool<T>> after = new ArrayList<>(pools);
        for (int i = 0; i < after.size(); i++) {
            EndpointPool<T> known = after.get(i);
            if (known.endpoint().address().equals(address)) {
                Endpoint changed = change.apply(known.endpoint());
                Checks.check(
                        changed.address().equals(address),
                        "address of endpoint " + address + " would become " + changed.address()
                                + ": it cannot change, use setEndpoints");
                after.set(i, new EndpointPool<>(changed, known.pool(), known.health()));
                pools = List.copyOf(after);
                return true;
            }
        }
        return false;
    }

    private void check(List<Endpoint> endpoints) {
        Checks.check(
                !endpoints.isEmpty(),
                "endpoints of pool '" + options.name() + "' are none, there must be at least one");
        Set<SocketAddress> addresses = new HashSet<>();
        for (Endpoint endpoint : endpoints) {
            Checks.check(
                    addresses.add(endpoint.address()),
                    "endpoints of pool '" + options.name() + "' have " + endpoint.address()
                            + " twice: give it once, with the sum of the weights");
        }
    }

    private EndpointPool<T> open(Endpoint endpoint) {
        Health health = new Health(options.name() + " " + endpoint.address(), healthOptions, clock);
        return new EndpointPool<>(
                endpoint, PerCorePool.create(runtime, connectors.apply(endpoint), options, clock), health);
    }

    @Override
    public Mono<Lease<T>> acquire() {
        return acquire(Routing.any());
    }

    /**
     * {@link #acquire()} for a key that a sticky balancer goes by; null for none. Signals {@link
     * EndpointsUnavailableException}, too, if all endpoints are left alone for having failed.
     */
    public Mono<Lease<T>> acquireFor(Object key) {
        return acquire(Routing.any().withKey(key));
    }

    /**
     * {@link #acquire()} from an endpoint that {@code routing} finds fit. Signals {@link
     * EndpointsUnavailableException}, too, if there is none, or all of them are left alone for having failed.
     */
    public Mono<Lease<T>> acquire(Routing routing) {
        Objects.requireNonNull(routing, "routing");
        return Mono.defer(() -> acquireFrom(choice.from(pools, routing)));
    }

    private Mono<Lease<T>> acquireFrom(EndpointPool<T> chosen) {
        return chosen.health().watch(chosen.pool().acquire());
    }

    @Override
    public <R> Mono<R> withConnection(Function<? super T, ? extends Mono<R>> work) {
        return withConnection(Routing.any(), work);
    }

    /** {@link #withConnection} with a connection to an endpoint that {@code routing} finds fit. */
    public <R> Mono<R> withConnection(Routing routing, Function<? super T, ? extends Mono<R>> work) {
        Objects.requireNonNull(routing, "routing");
        return Mono.defer(() -> {
            EndpointPool<T> chosen = choice.from(pools, routing);
            return chosen.pool().withConnection(acquireFrom(chosen), work);
        });
    }

    @Override
    public <R> Flux<R> withConnectionMany(Function<? super T, ? extends Publisher<R>> work) {
        return withConnectionMany(Routing.any(), work);
    }

    /** {@link #withConnectionMany} with a connection to an endpoint that {@code routing} finds fit. */
    public <R> Flux<R> withConnectionMany(Routing routing, Function<? super T, ? extends Publisher<R>> work) {
        Objects.requireNonNull(routing, "routing");
        return Flux.defer(() -> {
            EndpointPool<T> chosen = choice.from(pools, routing);
            return chosen.pool().withConnectionMany(acquireFrom(chosen), work);
        });
    }

    @Override
    public Mono<Integer> warmUp() {
        return Flux.defer(() -> Flux.fromIterable(pools))
                .flatMapDelayError(pool -> pool.pool().warmUp(), 16, 1)
                .reduce(0, Integer::sum);
    }

    /** All endpoints together; the entries of a core stand once per endpoint. */
    @Override
    public PoolStats stats() {
        List<EndpointPool<T>> now = pools;
        List<PoolCoreStats> cores = now.stream()
                .flatMap(pool -> pool.pool().stats().cores().stream())
                .toList();
        return new PoolStats(options.name(), options.min() * now.size(), options.max() * now.size(), cores);
    }

    /** What the pool of each endpoint holds and has done. */
    public Map<Endpoint, PoolStats> endpointStats() {
        Map<Endpoint, PoolStats> stats = new LinkedHashMap<>();
        pools.forEach(pool -> stats.put(pool.endpoint(), pool.pool().stats()));
        return stats;
    }

    @Override
    public Mono<Void> shutdown() {
        return Mono.defer(() -> {
            synchronized (this) {
                closed = true;
            }
            return Flux.fromIterable(pools)
                    .flatMapDelayError(pool -> pool.pool().shutdown(), 16, 1)
                    .then();
        });
    }
}
