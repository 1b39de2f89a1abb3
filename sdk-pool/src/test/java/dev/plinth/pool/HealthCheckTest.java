package dev.plinth.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.ConfigException;
import dev.plinth.api.EndpointStats;
import dev.plinth.api.Lease;
import dev.plinth.api.PoolCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Endpoints are asked at intervals how they are, and what they are. */
class HealthCheckTest {

    private static final Endpoint ONE = Cluster.endpoint("one");
    private static final Endpoint TWO = Cluster.endpoint("two").withPriority(1);
    private static final Routing PRIMARY = Routing.tagged("role", "primary");
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Map<Endpoint, Mono<Endpoint>> answers = new HashMap<>();
    private final AtomicInteger asked = new AtomicInteger();

    private Cluster cluster(Endpoint... endpoints) {
        HealthCheck.Probe<FakeConnector.Link> probe = (endpoint, link) -> {
            asked.incrementAndGet();
            return answers.getOrDefault(endpoint.withTag("role", null), Mono.empty());
        };
        return new Cluster(
                settings -> settings.healthCheck(HealthCheck.of(probe).withTimes(INTERVAL, Duration.ofMillis(300)))
                        // so that nothing but the checks takes anybody out
                        .health(HealthOptions.defaults().withFailures(1000, 100))
                        .outliers(OutlierOptions.defaults().withMaxEjectedPercent(0)),
                endpoints);
    }

    private static EndpointStats.State state(Cluster cluster, Endpoint endpoint) {
        return cluster.stats(endpoint).state();
    }

    @Test
    void itFailsOverAfterChecksThatFailedAndBackAfterChecksThatWentWell() {
        Cluster cluster = cluster(ONE, TWO);
        assertThat(asked).hasValue(2); // at once
        assertThat(cluster.use(10, ONE)).isEqualTo(10);
        cluster.kill(ONE);
        cluster.cores.advance(INTERVAL.multipliedBy(2));
        assertThat(state(cluster, ONE)).isEqualTo(EndpointStats.State.UP);
        cluster.cores.advance(INTERVAL);
        assertThat(state(cluster, ONE)).isEqualTo(EndpointStats.State.DOWN);
        assertThat(cluster.stats(ONE).failedChecks()).isEqualTo(3);
        assertThat(cluster.use(10, TWO)).isEqualTo(10);
        cluster.start(ONE);
        cluster.cores.advance(INTERVAL);
        assertThat(state(cluster, ONE)).isEqualTo(EndpointStats.State.DOWN);
        cluster.cores.advance(INTERVAL);
        assertThat(state(cluster, ONE)).isEqualTo(EndpointStats.State.UP);
        assertThat(cluster.stats(ONE).weight()).isLessThan(0.2); // slow start
        assertThat(cluster.use(10, ONE)).isEqualTo(10);
    }

    @Test
    void anEndpointThatAnswersNotInTimeOrWithAnErrorGoesDown() {
        Cluster cluster = cluster(ONE, TWO);
        answers.put(ONE, Mono.never());
        answers.put(TWO, Mono.error(new IllegalStateException("read-only")));
        cluster.cores.advance(INTERVAL.multipliedBy(4));
        assertThat(state(cluster, ONE)).isEqualTo(EndpointStats.State.DOWN);
        assertThat(state(cluster, TWO)).isEqualTo(EndpointStats.State.DOWN);
        cluster.use(1, ONE);
        cluster.cores.advance(INTERVAL.plusMillis(500)); // the check that runs may find one
        assertThat(cluster.lastError)
                .isInstanceOf(EndpointsUnavailableException.class)
                .hasMessageContaining("DOWN");
        assertThat(cluster.pool.stats().leased()).isZero();
    }

    @Test
    void oneWhoseConnectionsAreAllBorrowedIsNotTakenForDown() {
        Cluster cluster = cluster(ONE);
        List<Lease<FakeConnector.Link>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            cluster.cores.on(0, () -> cluster.pool.acquire().subscribe(all::add));
        }
        cluster.cores.advance(INTERVAL.multipliedBy(10).plusMillis(500));
        assertThat(all).hasSize(4);
        assertThat(state(cluster, ONE)).isEqualTo(EndpointStats.State.UP);
        assertThat(cluster.pool.stats().waiting()).isZero();
        assertThat(cluster.server(ONE).links).hasSize(4);
    }

    @Test
    void aServerThatIsPromotedIsFoundByWhoeverLooksForItWithoutWaitingForTheNextCheck() {
        answers.put(ONE, Mono.just(ONE.withTag("role", "primary")));
        answers.put(TWO, Mono.just(TWO.withTag("role", "replica")));
        Cluster cluster = cluster(ONE, TWO);
        assertThat(cluster.use(10, PRIMARY, ONE, List.of())).isEqualTo(10);
        cluster.pool.updateEndpoint(ONE.address(), endpoint -> endpoint.withTag("role", null));
        answers.put(ONE, Mono.empty());
        answers.put(TWO, Mono.just(TWO.withTag("role", "primary")));
        cluster.cores.advance(Duration.ofMillis(500)); // half an interval
        assertThat(cluster.use(10, PRIMARY, TWO, List.of())).isEqualTo(10);
        assertThat(asked).hasValue(4);
        assertThat(cluster.pool.endpoints()).containsExactly(ONE, TWO.withTag("role", "primary"));
    }

    @Test
    void manyWhoLookForWhatIsNotThereMakeOneCheck() {
        Cluster cluster = cluster(ONE, TWO);
        cluster.cores.advance(Duration.ofMillis(500));
        cluster.use(100, PRIMARY, ONE, List.of());
        assertThat(asked).hasValue(4);
        assertThat(cluster.lastError).hasMessageContaining("asked for role=primary: there is no endpoint that fits");
    }

    @Test
    void whatTheUserChangedMeanwhileStays() {
        List<Runnable> answer = new ArrayList<>();
        answers.put(ONE, Mono.create(sink -> answer.add(() -> sink.success(ONE.withTag("role", "primary")))));
        Cluster cluster = cluster(ONE);
        cluster.pool.updateEndpoint(ONE.address(), endpoint -> endpoint.withWeight(7));
        cluster.cores.on(0, answer.get(0));
        assertThat(cluster.pool.endpoints()).containsExactly(ONE.withWeight(7));
    }

    @Test
    void checksEndWithThePool() {
        Cluster cluster = cluster(ONE);
        cluster.pool.shutdown().subscribe();
        cluster.cores.advance(INTERVAL.multipliedBy(5));
        assertThat(asked).hasValue(1);
        assertThat(cluster.pool.stats().total(PoolCounts::opened)).isEqualTo(1);
        assertThat(cluster.server(ONE).open()).isZero();
    }

    @Test
    void badSettingsAreRefusedByName() {
        Map<String, Runnable> bad = new LinkedHashMap<>();
        HealthCheck<Object> check = HealthCheck.of((endpoint, connection) -> Mono.empty());
        bad.put("healthCheck.interval is PT0S", () -> check.withTimes(Duration.ZERO, INTERVAL));
        bad.put("healthCheck.timeout is PT-1S", () -> check.withTimes(INTERVAL, INTERVAL.negated()));
        bad.put("healthCheck.downAfter is 0", () -> check.withThresholds(0, 1));
        bad.put("healthCheck.upAfter is 0", () -> check.withThresholds(1, 0));
        assertThat(bad)
                .allSatisfy((message, change) -> assertThatThrownBy(change::run)
                        .isInstanceOf(ConfigException.class)
                        .hasMessageStartingWith(message));
    }
}
