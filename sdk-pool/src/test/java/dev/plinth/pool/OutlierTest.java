package dev.plinth.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.ConfigException;
import dev.plinth.api.EndpointStats;
import dev.plinth.api.Lease;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Endpoints whose connections fail in use are left alone for a while. */
class OutlierTest {

    private static final Endpoint ONE = Cluster.endpoint("one");
    private static final Endpoint TWO = Cluster.endpoint("two");
    private static final Endpoint THREE = Cluster.endpoint("three");
    private static final OutlierOptions FIVE_IN_A_ROW =
            OutlierOptions.defaults().withErrorPercent(100, 1_000_000, Duration.ofSeconds(10));

    private static Cluster cluster(OutlierOptions outliers, Endpoint... endpoints) {
        return new Cluster(settings -> settings.outliers(outliers).balancer(LoadBalancer.roundRobin()), endpoints);
    }

    private static void fail(Cluster cluster, int times, Endpoint... failing) {
        cluster.use(times, Routing.any(), ONE, List.of(failing));
    }

    @Test
    void errorsInARowEjectAndItComesBackSlowly() {
        Cluster cluster = new Cluster(settings -> settings.outliers(FIVE_IN_A_ROW), ONE, TWO);
        fail(cluster, 4, ONE);
        assertThat(cluster.stats(ONE).state()).isEqualTo(EndpointStats.State.UP);
        fail(cluster, 20, ONE);
        assertThat(cluster.stats(ONE).state()).isEqualTo(EndpointStats.State.EJECTED);
        assertThat(cluster.stats(ONE).ejections()).isEqualTo(1);
        assertThat(cluster.use(100, ONE)).isZero();
        cluster.cores.advance(Duration.ofSeconds(10));
        assertThat(cluster.stats(ONE).state()).isEqualTo(EndpointStats.State.UP);
        assertThat(cluster.stats(ONE).weight()).isEqualTo(0.1);
        assertThat(cluster.use(1000, ONE)).isBetween(60, 130);
        cluster.cores.advance(Duration.ofSeconds(10));
        assertThat(cluster.use(1000, ONE)).isBetween(490, 510);
    }

    @Test
    void aUseThatGoesWellBeginsTheRowAnew() {
        Cluster cluster = cluster(FIVE_IN_A_ROW, ONE, TWO);
        for (int i = 0; i < 5; i++) {
            fail(cluster, 8, ONE);
            cluster.use(8, ONE);
        }
        assertThat(cluster.stats(ONE).ejections()).isZero();
    }

    @Test
    void aShareOfErrorsEjects() {
        OutlierOptions halfOfTwenty =
                OutlierOptions.defaults().withConsecutiveErrors(0).withErrorPercent(50, 20, Duration.ofSeconds(10));
        Cluster cluster = cluster(halfOfTwenty, ONE, TWO);
        for (int i = 0; i < 9; i++) {
            cluster.use(2, ONE);
            fail(cluster, 2, ONE);
        }
        assertThat(cluster.stats(ONE).ejections()).isZero(); // too few uses
        fail(cluster, 6, ONE);
        assertThat(cluster.stats(ONE).ejections()).isEqualTo(1);
    }

    @Test
    void aShareOfErrorsIsOfTheIntervalOnly() {
        OutlierOptions halfOfTwenty =
                OutlierOptions.defaults().withConsecutiveErrors(0).withErrorPercent(50, 20, Duration.ofSeconds(10));
        Cluster cluster = cluster(halfOfTwenty, ONE, TWO);
        for (int i = 0; i < 10; i++) {
            fail(cluster, 20, ONE);
            cluster.cores.advance(Duration.ofSeconds(11));
        }
        assertThat(cluster.stats(ONE).ejections()).isZero();
        cluster.use(50, ONE);
        fail(cluster, 38, ONE);
        assertThat(cluster.stats(ONE).ejections()).isZero();
        fail(cluster, 2, ONE);
        assertThat(cluster.stats(ONE).ejections()).isEqualTo(1);
    }

    @Test
    void eachEjectionLastsTwiceAsLongAsTheOneBefore() {
        OutlierOptions options = FIVE_IN_A_ROW.withEjectionTime(Duration.ofSeconds(10), Duration.ofSeconds(30));
        Cluster cluster = cluster(options, ONE, TWO);
        for (int seconds : new int[] {10, 20, 30, 30}) {
            while (cluster.stats(ONE).state() != EndpointStats.State.EJECTED) {
                fail(cluster, 20, ONE);
            }
            cluster.cores.advance(Duration.ofMillis(seconds * 1000 - 10));
            assertThat(cluster.stats(ONE).state()).isEqualTo(EndpointStats.State.EJECTED);
            cluster.cores.advance(Duration.ofMillis(10));
            assertThat(cluster.stats(ONE).state()).isEqualTo(EndpointStats.State.UP);
        }
        cluster.cores.advance(Duration.ofSeconds(30)); // good for so long: as if it had never been
        fail(cluster, 20, ONE);
        assertThat(cluster.stats(ONE).state()).isEqualTo(EndpointStats.State.EJECTED);
        cluster.cores.advance(Duration.ofSeconds(10));
        assertThat(cluster.stats(ONE).state()).isEqualTo(EndpointStats.State.UP);
    }

    @Test
    void noMoreThanThePartThatMayBeAreEjected() {
        Cluster cluster = cluster(FIVE_IN_A_ROW.withMaxEjectedPercent(67), ONE, TWO, THREE);
        fail(cluster, 100, ONE, TWO, THREE);
        assertThat(cluster.pool.stats().endpoints())
                .filteredOn(stats -> stats.state() == EndpointStats.State.EJECTED)
                .hasSize(2);
        Cluster never = cluster(FIVE_IN_A_ROW, ONE);
        fail(never, 100, ONE);
        assertThat(never.stats(ONE).ejections()).isZero();
    }

    @Test
    void oneThatIsEjectedServesThoseForWhomThereIsNoOther() {
        Endpoint primary = ONE.withTag("role", "primary");
        Cluster cluster = cluster(FIVE_IN_A_ROW, primary, TWO);
        cluster.use(20, Routing.any(), primary, List.of(primary));
        assertThat(cluster.stats(primary).state()).isEqualTo(EndpointStats.State.EJECTED);
        assertThat(cluster.use(10, Routing.tagged("role", "primary"), primary, List.of()))
                .isEqualTo(10);
        assertThat(cluster.use(10, primary)).isZero();
    }

    @Test
    void onlyErrorsThatTheConnectorBlamesTheEndpointForCount() {
        Cluster cluster = cluster(FIVE_IN_A_ROW, ONE, TWO);
        List<Lease<FakeConnector.Link>> leases = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            cluster.cores.on(0, () -> cluster.pool.acquire().subscribe(leases::add));
        }
        cluster.cores.on(
                0, () -> leases.forEach(lease -> lease.invalidate(new IllegalArgumentException("not its fault"))));
        assertThat(cluster.stats(ONE).ejections() + cluster.stats(TWO).ejections())
                .isZero();
        leases.clear();
        for (int i = 0; i < 8; i++) {
            cluster.cores.on(0, () -> cluster.pool.acquire().subscribe(leases::add));
        }
        leases.forEach(lease -> {
            lease.invalidate(new IOException("reset"));
            lease.invalidate(new IOException("told twice, counts once"));
        });
        cluster.cores.run();
        assertThat(cluster.stats(ONE).ejections() + cluster.stats(TWO).ejections())
                .isZero(); // four each
        assertThat(cluster.stats(ONE).open()).isZero();
        fail(cluster, 2, ONE, TWO);
        assertThat(cluster.stats(ONE).ejections() + cluster.stats(TWO).ejections())
                .isEqualTo(1);
    }

    @Test
    void badSettingsAreRefusedByName() {
        Map<String, Runnable> bad = new LinkedHashMap<>();
        OutlierOptions options = OutlierOptions.defaults();
        Duration second = Duration.ofSeconds(1);
        bad.put("outliers.consecutiveErrors is -1", () -> options.withConsecutiveErrors(-1));
        bad.put("outliers.errorPercent is 0", () -> options.withErrorPercent(0, 1, second));
        bad.put("outliers.leastUses is 0", () -> options.withErrorPercent(1, 0, second));
        bad.put("outliers.interval is PT0S", () -> options.withErrorPercent(1, 1, Duration.ZERO));
        bad.put("outliers.ejectionTime is PT-1S", () -> options.withEjectionTime(second.negated(), second));
        bad.put("outliers.maxEjectionTime is PT0S", () -> options.withEjectionTime(second, Duration.ZERO));
        bad.put("outliers.ejectionTime is PT2S, above", () -> options.withEjectionTime(second.multipliedBy(2), second));
        bad.put("outliers.maxEjectedPercent is 101", () -> options.withMaxEjectedPercent(101));
        assertThat(bad)
                .allSatisfy((message, change) -> assertThatThrownBy(change::run)
                        .isInstanceOf(ConfigException.class)
                        .hasMessageStartingWith(message));
    }
}
