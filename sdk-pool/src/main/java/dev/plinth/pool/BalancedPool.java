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
    private final LoadBalancer balancer;
    private volatile List<EndpointPool<T>> pools = List.of();
    private boolean closed;

    private BalancedPool(
            AsyncRuntime runtime,
            Function<? super Endpoint, ? extends Connector<T>> connectors,
            PoolOptions options,
            LoadBalancer balancer) {
        this.runtime = Objects.requireNonNull(runtime, "runtime");
        this.connectors = Objects.requireNonNull(connectors, "connectors");
        this.options = Objects.requireNonNull(options, "options");
        this.balancer = Objects.requireNonNull(balancer, "balancer");
    }

    /**
     * A pool.
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
            List<Endpoint> endpoints) {
        BalancedPool<T> pool = new BalancedPool<>(runtime, connectors, options, balancer);
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
            after.add(new EndpointPool<>(endpoint, known != null ? known.pool() : open(endpoint)));
        }
        pools = List.copyOf(after);
        before.values().forEach(left -> left.pool().shutdown().subscribe());
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

    private PerCorePool<T> open(Endpoint endpoint) {
        return PerCorePool.create(runtime, connectors.apply(endpoint), options);
    }

    @Override
    public Mono<Lease<T>> acquire() {
        return acquireFor(null);
    }

    /** {@link #acquire()} for a key that a sticky balancer goes by; null for none. */
    public Mono<Lease<T>> acquireFor(Object key) {
        return Mono.defer(() -> choose(key).acquire());
    }

    private PerCorePool<T> choose(Object key) {
        List<EndpointPool<T>> now = pools;
        return now.get(balancer.pick(now, key)).pool();
    }

    @Override
    public <R> Mono<R> withConnection(Function<? super T, ? extends Mono<R>> work) {
        return Mono.defer(() -> choose(null).withConnection(work));
    }

    @Override
    public <R> Flux<R> withConnectionMany(Function<? super T, ? extends Publisher<R>> work) {
        return Flux.defer(() -> choose(null).withConnectionMany(work));
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
