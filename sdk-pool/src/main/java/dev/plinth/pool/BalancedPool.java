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
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
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
        this.balancer = Objects.requireNonNull(balancer, "balancer");
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
        return acquireFor(null);
    }

    /**
     * {@link #acquire()} for a key that a sticky balancer goes by; null for none. Signals {@link
     * EndpointsUnavailableException}, too, if all endpoints are left alone for having failed.
     */
    public Mono<Lease<T>> acquireFor(Object key) {
        return Mono.defer(() -> acquireFrom(choose(key)));
    }

    private Mono<Lease<T>> acquireFrom(EndpointPool<T> chosen) {
        return chosen.health().watch(chosen.pool().acquire());
    }

    /** One that lets this caller in. */
    private EndpointPool<T> choose(Object key) {
        List<EndpointPool<T>> left = usable(pools);
        while (!left.isEmpty()) {
            EndpointPool<T> chosen = left.get(balancer.pick(left, key));
            if (chosen.health().enter()) {
                return chosen;
            }
            List<EndpointPool<T>> others = new ArrayList<>(left);
            others.remove(chosen);
            left = others;
        }
        return chooseStandIn(key);
    }

    /** Those of the first priority let nobody in at the moment: anyone else who does. */
    private EndpointPool<T> chooseStandIn(Object key) {
        List<EndpointPool<T>> byPriority = new ArrayList<>(pools);
        byPriority.sort(Comparator.comparingInt(pool -> pool.endpoint().priority()));
        for (EndpointPool<T> pool : byPriority) {
            if (pool.health().enter()) {
                return pool;
            }
        }
        throw new EndpointsUnavailableException("pool '" + options.name()
                + "': every endpoint has failed lately and is left alone for up to " + healthOptions.leaveAlone() + ": "
                + byPriority.stream()
                        .map(pool -> pool.endpoint().address() + " (" + pool.health() + ")")
                        .toList()
                + ". Look after the servers, or name others with setEndpoints");
    }

    /** Those of the first priority that has any; no new list in the common case. */
    private static <T> List<EndpointPool<T>> usable(List<EndpointPool<T>> all) {
        int best = Integer.MAX_VALUE;
        int count = 0;
        for (EndpointPool<T> pool : all) {
            int priority = pool.endpoint().priority();
            if (priority <= best && pool.health().mayBeTried()) {
                count = priority < best ? 1 : count + 1;
                best = priority;
            }
        }
        if (count == all.size()) {
            return all;
        }
        int first = best;
        return all.stream()
                .filter(pool ->
                        pool.endpoint().priority() == first && pool.health().mayBeTried())
                .toList();
    }

    @Override
    public <R> Mono<R> withConnection(Function<? super T, ? extends Mono<R>> work) {
        return Mono.defer(() -> {
            EndpointPool<T> chosen = choose(null);
            return chosen.pool().withConnection(acquireFrom(chosen), work);
        });
    }

    @Override
    public <R> Flux<R> withConnectionMany(Function<? super T, ? extends Publisher<R>> work) {
        return Flux.defer(() -> {
            EndpointPool<T> chosen = choose(null);
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
