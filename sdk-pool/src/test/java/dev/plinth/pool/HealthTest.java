package dev.plinth.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.ConfigException;
import dev.plinth.api.PoolCounts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Endpoints that fail are left alone, stood in for, and come back. */
class HealthTest {

    private static final Endpoint PRIMARY = new Endpoint(InetSocketAddress.createUnresolved("primary", 5432), 1, 0);
    private static final Endpoint OTHER = new Endpoint(InetSocketAddress.createUnresolved("other", 5432), 1, 0);
    private static final Endpoint STAND_IN = new Endpoint(InetSocketAddress.createUnresolved("stand-in", 5432), 1, 1);

    private final VirtualRuntime cores = new VirtualRuntime(1);
    private final Map<Endpoint, FakeConnector> servers = new HashMap<>();
    private Throwable lastError;

    private BalancedPool<FakeConnector.Link> pool(Endpoint... endpoints) {
        return BalancedPool.<FakeConnector.Link>builder(
                        cores.runtime(), endpoint -> servers.computeIfAbsent(endpoint, any -> new FakeConnector()))
                .options(PoolOptions.builder().max(4).maxIdle(0).build())
                .balancer(LoadBalancer.weightedRoundRobin())
                .health(HealthOptions.defaults().withFailures(4, 100))
                .endpoints(List.of(endpoints))
                .clock(cores::now)
                .build();
    }

    private void down(Endpoint endpoint) {
        servers.get(endpoint).opening = link -> Mono.error(new IllegalStateException("refused"));
    }

    private void up(Endpoint endpoint) {
        servers.get(endpoint).opening = Mono::just;
    }

    /** How many of the borrowings went well. */
    private int borrow(BalancedPool<FakeConnector.Link> pool, int times) {
        int[] good = {0};
        for (int i = 0; i < times; i++) {
            cores.on(
                    0,
                    () -> pool.withConnection(link -> Mono.just(1))
                            .subscribe(one -> good[0] += one, error -> lastError = error));
        }
        return good[0];
    }

    private static long acquired(BalancedPool<FakeConnector.Link> pool, Endpoint endpoint) {
        return pool.endpointStats().get(endpoint).total(PoolCounts::acquired);
    }

    @Test
    void theNextPriorityStandsInAndTheFirstTakesOverAgain() {
        BalancedPool<FakeConnector.Link> pool = pool(PRIMARY, STAND_IN);
        assertThat(borrow(pool, 10)).isEqualTo(10);
        assertThat(acquired(pool, STAND_IN)).isZero();
        down(PRIMARY);
        borrow(pool, 4);
        assertThat(borrow(pool, 20)).isEqualTo(20);
        assertThat(acquired(pool, STAND_IN)).isEqualTo(20);
        up(PRIMARY);
        cores.advance(Duration.ofSeconds(6));
        assertThat(borrow(pool, 20)).isEqualTo(20);
        assertThat(acquired(pool, STAND_IN)).isEqualTo(20);
        assertThat(acquired(pool, PRIMARY)).isEqualTo(30);
    }

    @Test
    void oneThatComesBackStartsSlowly() {
        BalancedPool<FakeConnector.Link> pool = pool(PRIMARY, OTHER);
        down(PRIMARY);
        borrow(pool, 20);
        assertThat(borrow(pool, 100)).isEqualTo(100);
        up(PRIMARY);
        cores.advance(Duration.ofSeconds(6));
        borrow(pool, 10); // those that try it
        long before = acquired(pool, PRIMARY);
        borrow(pool, 1000);
        assertThat(acquired(pool, PRIMARY) - before).isBetween(60L, 130L); // a tenth of the other's
        cores.advance(Duration.ofSeconds(11));
        before = acquired(pool, PRIMARY);
        borrow(pool, 1000);
        assertThat(acquired(pool, PRIMARY) - before).isBetween(490L, 510L);
    }

    @Test
    void whoTriesItAndCancelsTakesNobodysPlace() {
        BalancedPool<FakeConnector.Link> pool = pool(PRIMARY);
        down(PRIMARY);
        borrow(pool, 4);
        cores.advance(Duration.ofSeconds(6));
        servers.get(PRIMARY).opening = link -> Mono.never();
        for (int i = 0; i < 10; i++) { // three may try it
            cores.on(0, () -> pool.acquire().subscribe().dispose());
        }
        cores.advance(Duration.ofSeconds(31)); // what is being opened for them is given up
        up(PRIMARY);
        assertThat(borrow(pool, 10)).isEqualTo(10);
    }

    @Test
    void ifNoneIsLeftTheErrorSaysWhich() {
        BalancedPool<FakeConnector.Link> pool = pool(PRIMARY, STAND_IN);
        down(PRIMARY);
        down(STAND_IN);
        assertThat(borrow(pool, 20)).isZero();
        cores.advance(Duration.ofSeconds(1)); // and no retry helps
        assertThat(lastError)
                .isInstanceOf(EndpointsUnavailableException.class)
                .hasMessageContaining("primary")
                .hasMessageContaining("stand-in")
                .hasMessageContaining("4 of the last 4 failed")
                .hasMessageContaining("setEndpoints");
    }

    @Test
    void badSettingsAreRefusedByName() {
        HealthOptions options = HealthOptions.defaults();
        assertThatThrownBy(() -> options.withFailures(0, 50))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("window is 0");
        assertThatThrownBy(() -> options.withFailures(10, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("failurePercent is 0");
        assertThatThrownBy(() -> options.withLeaveAlone(Duration.ZERO))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("leaveAlone is PT0S");
        assertThatThrownBy(() -> options.withSlowStart(Duration.ofSeconds(-1)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("slowStart is PT-1S");
    }
}
