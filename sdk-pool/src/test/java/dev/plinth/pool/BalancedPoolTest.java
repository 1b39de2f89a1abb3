package dev.plinth.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.ConfigException;
import dev.plinth.api.Lease;
import dev.plinth.api.PoolClosedException;
import dev.plinth.api.PoolCounts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** Several endpoints behind one pool. */
class BalancedPoolTest {

    private final VirtualRuntime cores = new VirtualRuntime(2);
    private final Map<Endpoint, FakeConnector> servers = new HashMap<>();

    private static Endpoint endpoint(String host, int weight) {
        return new Endpoint(InetSocketAddress.createUnresolved(host, 5432), weight);
    }

    private BalancedPool<FakeConnector.Link> pool(LoadBalancer balancer, Endpoint... endpoints) {
        return BalancedPool.<FakeConnector.Link>builder(
                        cores.runtime(), endpoint -> servers.computeIfAbsent(endpoint, any -> new FakeConnector()))
                .options(PoolOptions.builder().max(4).min(1).build())
                .balancer(balancer)
                .health(HealthOptions.defaults())
                .endpoints(List.of(endpoints))
                .clock(cores::now)
                .build();
    }

    private <R> R get(Mono<R> mono) {
        AtomicReference<R> result = new AtomicReference<>();
        AtomicReference<Throwable> error = new AtomicReference<>();
        mono.subscribe(result::set, error::set);
        cores.run();
        assertThat(error.get()).isNull();
        return result.get();
    }

    private long borrowings(BalancedPool<FakeConnector.Link> pool, String host) {
        return pool.endpointStats().entrySet().stream()
                .filter(entry -> entry.getKey().address().toString().contains(host))
                .mapToLong(entry -> entry.getValue().total(PoolCounts::acquired))
                .sum();
    }

    private void borrow(BalancedPool<FakeConnector.Link> pool, int times) {
        for (int i = 0; i < times; i++) {
            get(pool.acquire()).release();
            cores.run();
        }
    }

    @Test
    void weightsAndEndpointsChangeWhileItRuns() {
        BalancedPool<FakeConnector.Link> pool =
                pool(LoadBalancer.weightedRoundRobin(), endpoint("one", 1), endpoint("two", 1));
        borrow(pool, 1000);
        assertThat(borrowings(pool, "one")).isBetween(495L, 505L);
        pool.setEndpoints(List.of(endpoint("one", 3), endpoint("two", 1)));
        long before = borrowings(pool, "one");
        borrow(pool, 1000);
        assertThat(borrowings(pool, "one") - before).isBetween(740L, 760L);
        Lease<FakeConnector.Link> kept = get(pool.acquire());
        pool.setEndpoints(List.of(endpoint("three", 1)));
        borrow(pool, 10);
        assertThat(borrowings(pool, "three")).isEqualTo(10);
        assertThat(kept.connection().open).isTrue();
        kept.release();
        cores.run();
        assertThat(servers.get(endpoint("one", 1)).open()).isZero();
        assertThat(servers.get(endpoint("two", 1)).open()).isZero();
        assertThat(pool.endpoints()).containsExactly(endpoint("three", 1));
    }

    @Test
    void whoHasChosenAnEndpointThatIsThenLeftOutGetsAConnectionToAnother() {
        BalancedPool<FakeConnector.Link> pool = pool(LoadBalancer.roundRobin(), endpoint("one", 1));
        AtomicReference<Lease<FakeConnector.Link>> lease = new AtomicReference<>();
        pool.acquire().subscribe(lease::set); // on its way to a core of the first one's pool
        pool.setEndpoints(List.of(endpoint("two", 1)));
        cores.run();
        assertThat(lease.get()).isNotNull();
        assertThat(servers.get(endpoint("two", 1)).open()).isEqualTo(1);
        assertThat(servers.get(endpoint("one", 1)).open()).isZero();
    }

    @Test
    void whoWaitsInLineForAnEndpointThatIsThenLeftOutIsServedByAnother() {
        BalancedPool<FakeConnector.Link> pool = pool(LoadBalancer.roundRobin(), endpoint("one", 1));
        List<Lease<FakeConnector.Link>> first = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            first.add(get(pool.acquire()));
        }
        AtomicReference<Lease<FakeConnector.Link>> waiting = new AtomicReference<>();
        pool.acquire().subscribe(waiting::set);
        cores.run();
        assertThat(waiting.get()).isNull();
        pool.setEndpoints(List.of(endpoint("two", 1)));
        cores.run();
        assertThat(servers.get(endpoint("two", 1)).links).contains(waiting.get().connection());
        assertThat(first).allMatch(lease -> lease.connection().open);
        Mono<Void> end = pool.shutdown();
        AtomicBoolean ended = new AtomicBoolean();
        end.subscribe(nothing -> {}, error -> {}, () -> ended.set(true));
        waiting.get().release();
        cores.run();
        assertThat(ended).isFalse(); // what is borrowed of the one that was left out counts, too
        first.forEach(Lease::release);
        cores.run();
        assertThat(ended).isTrue();
    }

    @Test
    void whoCancelsWhileHeWaitsLeavesNothingBehind() {
        BalancedPool<FakeConnector.Link> pool = pool(LoadBalancer.roundRobin(), endpoint("one", 1));
        List<Lease<FakeConnector.Link>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(get(pool.acquire()));
        }
        Disposable waiting = pool.acquire().subscribe(all::add);
        cores.run();
        assertThat(pool.stats().waiting()).isEqualTo(1);
        waiting.dispose();
        Disposable.Swap onItsWay = Disposables.swap();
        cores.on(1, () -> onItsWay.update(pool.acquire().subscribe(lease -> all.add(null))));
        assertThat(pool.stats().waiting()).isEqualTo(1);
        cores.as(0, () -> all.stream().filter(lease -> lease.core() == 0).forEach(Lease::release));
        onItsWay.dispose(); // while core 1 is being told
        cores.run();
        assertThat(all).hasSize(4);
        all.forEach(Lease::release);
        cores.run();
        assertThat(pool.stats().waiting()).isZero();
        assertThat(pool.stats().leased()).isZero();
        assertThat(pool.stats().idle()).isEqualTo(4);
    }

    @Test
    void aBorrowingAfterTheShutdownIsRefusedAndNotTriedForEver() {
        BalancedPool<FakeConnector.Link> pool = pool(LoadBalancer.roundRobin(), endpoint("one", 1));
        get(pool.shutdown());
        AtomicReference<Throwable> error = new AtomicReference<>();
        pool.acquire().subscribe(lease -> {}, error::set);
        cores.run();
        assertThat(error.get()).isInstanceOf(PoolClosedException.class);
    }

    @Test
    void theFewestOutstandingAreSeen() {
        BalancedPool<FakeConnector.Link> pool =
                pool(LoadBalancer.leastConnections(), endpoint("one", 1), endpoint("two", 1));
        for (int i = 0; i < 8; i++) {
            get(pool.acquire());
        }
        assertThat(pool.endpointStats().values()).allMatch(stats -> stats.leased() == 4);
    }

    @Test
    void aKeySticksToItsEndpoint() {
        BalancedPool<FakeConnector.Link> pool = pool(LoadBalancer.sticky(), endpoint("one", 1), endpoint("two", 1));
        for (int i = 0; i < 20; i++) {
            get(pool.acquireFor("someone")).release();
            cores.run();
        }
        assertThat(List.of(borrowings(pool, "one"), borrowings(pool, "two"))).containsExactlyInAnyOrder(0L, 20L);
    }

    @Test
    void aBorrowingGoesWhereItsRoutingSaysByTagsThatChange() {
        Endpoint one = endpoint("one", 1).withTag("role", "primary");
        Endpoint two = endpoint("two", 1).withTag("role", "replica");
        BalancedPool<FakeConnector.Link> pool = pool(LoadBalancer.roundRobin(), one, two);
        Routing primary = Routing.tagged("role", "primary");
        Routing replica = Routing.tagged("role", "replica");
        for (int i = 0; i < 10; i++) {
            get(pool.acquire(primary)).release();
            get(pool.withConnection(replica, link -> Mono.just(1)));
            get(pool.withConnectionMany(replica, link -> Mono.just(1)).next());
        }
        assertThat(List.of(borrowings(pool, "one"), borrowings(pool, "two"))).containsExactly(10L, 20L);
        assertThat(pool.updateEndpoint(one.address(), now -> now.withTag("role", null)))
                .isTrue();
        assertThat(pool.updateEndpoint(two.address(), now -> now.withTag("role", "primary")))
                .isTrue();
        get(pool.acquire(primary)).release();
        assertThat(borrowings(pool, "two")).isEqualTo(21);
        AtomicReference<Throwable> error = new AtomicReference<>();
        pool.acquire(replica).subscribe(lease -> {}, error::set);
        cores.advance(Duration.ofSeconds(1));
        assertThat(error.get())
                .isInstanceOf(EndpointsUnavailableException.class)
                .hasMessageContaining("asked for role=replica: there is no endpoint that fits")
                .hasMessageContaining("two");
        get(pool.acquire(replica.orElse(Routing.any()))).release();
        assertThat(pool.updateEndpoint(endpoint("gone", 1).address(), now -> now))
                .isFalse();
        assertThatThrownBy(() -> pool.updateEndpoint(one.address(), now -> two))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("address of endpoint one");
    }

    @Test
    void itWarmsUpAndShutsDownAsAWhole() {
        BalancedPool<FakeConnector.Link> pool = pool(LoadBalancer.roundRobin(), endpoint("one", 1), endpoint("two", 1));
        assertThat(get(pool.warmUp())).isEqualTo(2);
        assertThat(pool.stats().open()).isEqualTo(2);
        String result = get(pool.withConnection(link -> Mono.just("done")));
        assertThat(result).isEqualTo("done");
        get(pool.shutdown());
        assertThat(servers.values()).allMatch(server -> server.open() == 0);
        List<Endpoint> others = List.of(endpoint("three", 1));
        assertThatThrownBy(() -> pool.setEndpoints(others)).isInstanceOf(PoolClosedException.class);
    }

    @Test
    void badEndpointsAreRefusedByName() {
        assertThatThrownBy(() -> endpoint("one", 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("weight of endpoint one");
        assertThatThrownBy(() -> endpoint("one", 1).withWeight(0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("weight of endpoint one");
        assertThatThrownBy(() -> endpoint("one", 1).withPriority(-1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("priority of endpoint one");
        LoadBalancer balancer = LoadBalancer.random();
        assertThatThrownBy(() -> pool(balancer))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("endpoints of pool 'pool' are none");
        assertThatThrownBy(() -> pool(balancer, endpoint("one", 1), endpoint("one", 2)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("twice");
    }
}
