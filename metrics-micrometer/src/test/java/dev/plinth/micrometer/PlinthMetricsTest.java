package dev.plinth.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.Latency;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueue;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

/** On a runtime that runs everywhere. */
class PlinthMetricsTest {

    private static AsyncRuntime start() {
        return AsyncRuntime.create(
                RuntimeConfig.builder().backend("netty-nio").cores(2).build());
    }

    @Test
    void tasksAreCountedPerCoreAndQueue() {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (AsyncRuntime runtime = start();
                PlinthMetrics metrics = new PlinthMetrics(runtime)) {
            metrics.bindTo(registry);
            try (TaskQueue queue = runtime.taskQueue("reports", Shares.of(100), Latency.notImportant())) {
                for (int i = 0; i < 100; i++) {
                    queue.execute(1, () -> {});
                }
                await().untilAsserted(() -> {
                    registry.getMeters().forEach(meter -> meter.measure().forEach(value -> value.getValue()));
                    FunctionCounter tasks = registry.find("plinth.queue.tasks")
                            .tags("backend", "netty-nio", "core", "1", "queue", "reports")
                            .functionCounter();
                    assertThat(tasks).isNotNull();
                    assertThat(tasks.count()).isEqualTo(100);
                });
                assertThat(registry.get("plinth.core.tasks")
                                .tags("core", "1")
                                .functionCounter()
                                .count())
                        .isGreaterThanOrEqualTo(100);
            }
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void prometheusScrapesThem() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (AsyncRuntime runtime = AsyncRuntime.create(RuntimeConfig.builder()
                        .backend("netty-nio")
                        .cores(1)
                        .set(RuntimeConfig.STATS_HISTOGRAMS, true)
                        .build());
                PlinthMetrics metrics = new PlinthMetrics(runtime)) {
            metrics.bindTo(registry);
            String text = registry.scrape();
            assertThat(text)
                    .contains("plinth_core_tasks_total{backend=\"netty-nio\",core=\"0\"}")
                    .contains("plinth_core_queued_tasks{backend=\"netty-nio\",core=\"0\"}")
                    .contains("plinth_core_busy_seconds_total{backend=\"netty-nio\",core=\"0\"}")
                    .contains("plinth_core_wakeups_total{backend=\"netty-nio\",core=\"0\",result=\"saved\"}")
                    .contains("plinth_connections{backend=\"netty-nio\"}")
                    .contains("plinth_memory_direct_bytes{backend=\"netty-nio\"}")
                    .contains("plinth_core_poll_gap_seconds{backend=\"netty-nio\",core=\"0\",quantile=\"0.99\"}");
        }
    }
}
