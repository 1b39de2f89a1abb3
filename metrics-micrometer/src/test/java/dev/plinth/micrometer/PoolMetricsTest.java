package dev.plinth.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.EndpointStats;
import dev.plinth.api.Lease;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.pool.BalancedPool;
import dev.plinth.pool.Connector;
import dev.plinth.pool.Endpoint;
import dev.plinth.pool.PoolOptions;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a pool of real connections. */
class PoolMetricsTest {

    private final MockClock clock = new MockClock();
    private final MeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private AsyncRuntime runtime;
    private ServerSocket server;
    private ServerSocket other;
    private BalancedPool<AsyncConnection> pool;

    @BeforeEach
    void start() throws IOException {
        runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend("netty-nio").cores(2).build());
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        pool = BalancedPool.<AsyncConnection>builder(
                        runtime, endpoint -> Connector.of(runtime, endpoint.address(), ConnectOptions.defaults()))
                .options(PoolOptions.builder().name("orders").min(1).max(4).build())
                .endpoints(List.of(Endpoint.of(server.getLocalSocketAddress())))
                .build();
    }

    @AfterEach
    void stop() throws IOException {
        runtime.blockOn(pool.shutdown());
        runtime.close();
        server.close();
        other.close();
    }

    private double read(String name, String... tags) {
        clock.add(1, TimeUnit.SECONDS);
        return registry.get(name)
                .tag("pool", "orders")
                .tags(tags)
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }

    @Test
    void whatThePoolHoldsAndHasDoneIsMetered() {
        new PoolMetrics(pool).bindTo(registry);
        assertThat(read("plinth.pool.max")).isEqualTo(4);
        assertThat(read("plinth.pool.min")).isEqualTo(1);
        // else the first caller may open a second one while the pool opens the one that it keeps
        await().untilAsserted(() -> assertThat(read("plinth.pool.idle")).isEqualTo(1));
        Lease<AsyncConnection> one = runtime.blockOn(pool.acquire());
        Lease<AsyncConnection> two = runtime.blockOn(pool.acquire());
        // who has got a connection is told before the pool tells others
        await().untilAsserted(() -> assertThat(read("plinth.pool.leased")).isEqualTo(2));
        assertThat(read("plinth.pool.open")).isEqualTo(2);
        assertThat(read("plinth.pool.idle")).isZero();
        assertThat(read("plinth.pool.waiting")).isZero();
        assertThat(read("plinth.pool.opened")).isEqualTo(2);
        assertThat(read("plinth.pool.waited")).isEqualTo(1);
        FunctionTimer acquire = registry.get("plinth.pool.acquire").functionTimer();
        assertThat(acquire.count()).isEqualTo(2);
        assertThat(acquire.totalTime(TimeUnit.NANOSECONDS)).isPositive();
        runtime.blockOn(runtime.spawnOn(one.core(), () -> {
            one.discard();
            return "done";
        }));
        runtime.blockOn(runtime.spawnOn(two.core(), () -> {
            two.invalidate(new IOException("reset"));
            return "done";
        }));
        assertThat(read("plinth.pool.closed", "reason", "discarded")).isEqualTo(1);
        assertThat(read("plinth.pool.closed", "reason", "failed")).isEqualTo(1);
        for (String name : List.of(
                "abroad",
                "timeouts",
                "refusals",
                "open.failures",
                "retries",
                "validations",
                "validation.failures",
                "leaks")) {
            assertThat(read("plinth.pool." + name)).as(name).isZero();
        }
        for (String reason : List.of("idle", "expired", "invalid", "surplus", "drained")) {
            assertThat(read("plinth.pool.closed", "reason", reason)).as(reason).isZero();
        }
    }

    @Test
    void metersOfEndpointsComeAndGoWithThem() {
        PoolMetrics metrics = new PoolMetrics(pool);
        metrics.bindTo(registry);
        String first = server.getLocalSocketAddress().toString();
        String second = other.getLocalSocketAddress().toString();
        runtime.blockOn(pool.acquire()).release();
        assertThat(read("plinth.pool.endpoint.picks", "endpoint", first)).isEqualTo(1);
        assertThat(read("plinth.pool.endpoint.state", "endpoint", first, "state", "UP"))
                .isEqualTo(1);
        for (EndpointStats.State state : EndpointStats.State.values()) {
            double expected = state == EndpointStats.State.UP ? 1 : 0;
            assertThat(read("plinth.pool.endpoint.state", "endpoint", first, "state", state.name()))
                    .isEqualTo(expected);
        }
        assertThat(read("plinth.pool.endpoint.ejections", "endpoint", first)).isZero();
        assertThat(read("plinth.pool.endpoint.failed.checks", "endpoint", first))
                .isZero();
        assertThat(read("plinth.pool.endpoint.weight", "endpoint", first)).isEqualTo(1);
        await().untilAsserted(() ->
                assertThat(read("plinth.pool.endpoint.open", "endpoint", first)).isEqualTo(1));
        pool.setEndpoints(List.of(new Endpoint(other.getLocalSocketAddress(), 3)));
        read("plinth.pool.open"); // the look that finds the new ones
        assertThat(read("plinth.pool.endpoint.weight", "endpoint", second)).isEqualTo(3);
        assertThat(registry.find("plinth.pool.endpoint.picks")
                        .tag("endpoint", first)
                        .meters())
                .isEmpty();
        metrics.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void prometheusScrapesThem() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (PoolMetrics metrics = new PoolMetrics(pool)) {
            metrics.bindTo(prometheus);
            assertThat(prometheus.scrape())
                    .contains("plinth_pool_leased_connections{pool=\"orders\"}")
                    .contains("plinth_pool_acquire_seconds_count{pool=\"orders\"}")
                    .contains("plinth_pool_closed_connections_total{pool=\"orders\",reason=\"expired\"}")
                    .contains("plinth_pool_endpoint_picks_callers_total{endpoint=");
        }
    }
}
