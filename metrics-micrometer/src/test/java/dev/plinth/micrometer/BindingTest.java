package dev.plinth.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.RingStats;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which meters there are, and what they cost: on statistics of the test's choosing. */
class BindingTest {

    private final MockClock clock = new MockClock();
    private final MeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final CannedRuntime canned = new CannedRuntime();

    private PlinthMetrics bind() {
        PlinthMetrics metrics = new PlinthMetrics(canned.runtime());
        metrics.bindTo(registry);
        return metrics;
    }

    private void later() {
        clock.add(1, TimeUnit.SECONDS);
    }

    private double read(String name, String... tags) {
        return registry.get(name).tags(tags).meter().measure().iterator().next().getValue();
    }

    private void readAll() {
        registry.getMeters().forEach(meter -> meter.measure().forEach(measurement -> measurement.getValue()));
    }

    @Test
    void oneLookServesAllMetersThatAreReadInOneGo() {
        canned.queues.add(CannedRuntime.queue("default", 1));
        bind();
        int looks = canned.looks;
        later();
        assertThat(canned.looks).as("while nobody looks").isEqualTo(looks);
        readAll();
        assertThat(canned.looks).isEqualTo(looks + 1);
        later();
        readAll();
        assertThat(canned.looks).isEqualTo(looks + 2);
    }

    @Test
    void valuesFollowTheRuntimeInBaseUnits() {
        bind();
        canned.tasksRun = 42;
        later();
        assertThat(read("plinth.core.tasks", "backend", "canned", "core", "0")).isEqualTo(42);
        assertThat(read("plinth.core.queued", "core", "0")).isEqualTo(7);
        assertThat(read("plinth.core.busy", "core", "0")).isEqualTo(1.5);
        assertThat(read("plinth.core.wakeups", "result", "saved")).isEqualTo(5);
        assertThat(read("plinth.connections", "backend", "canned")).isEqualTo(2);
    }

    @Test
    void whatTheBackendCannotCountHasNoMeter() {
        bind();
        assertThat(registry.find("plinth.core.polls").meter()).isNull();
        assertThat(registry.find("plinth.memory.direct").meter()).isNull();
        assertThat(registry.find("plinth.ring.submissions").meter()).isNull();
        assertThat(registry.find("plinth.core.sleeps").meter()).isNotNull();
    }

    @Test
    void aRingHasMeters() {
        canned.ring = Optional.of(new RingStats(10, 9, -1));
        bind();
        assertThat(read("plinth.ring.submissions", "core", "0")).isEqualTo(10);
        assertThat(read("plinth.ring.completions", "core", "0")).isEqualTo(9);
        assertThat(registry.find("plinth.ring.overflows").meter()).isNull();
    }

    @Test
    void queuesComeAndGo() {
        canned.queues.add(CannedRuntime.queue("default", 1));
        bind();
        canned.queues.add(CannedRuntime.queue("reports", 12));
        assertThat(registry.find("plinth.queue.tasks").tag("queue", "reports").meter())
                .isNull();
        later();
        readAll();
        assertThat(read("plinth.queue.tasks", "queue", "reports")).isEqualTo(12);
        assertThat(read("plinth.queue.timeshare", "queue", "reports")).isEqualTo(0.25);
        assertThat(read("plinth.queue.busy", "queue", "reports")).isEqualTo(0.25);
        Meter kept = registry.get("plinth.queue.tasks").tag("queue", "reports").meter();
        canned.queues.remove(1);
        later();
        readAll();
        assertThat(registry.find("plinth.queue.tasks").tag("queue", "reports").meter())
                .isNull();
        assertThat(kept.measure().iterator().next().getValue())
                .as("read by one who has it still")
                .isEqualTo(12);
        assertThat(read("plinth.queue.tasks", "queue", "default")).isEqualTo(1);
    }

    @Test
    void twoRuntimesAreToldApartByTags() {
        new PlinthMetrics(canned.runtime(), Tags.of("service", "a")).bindTo(registry);
        new PlinthMetrics(canned.runtime(), Tags.of("service", "b")).bindTo(registry);
        assertThat(registry.find("plinth.connections").meters()).hasSize(2);
    }

    @Test
    void closingRemovesEveryMeter() {
        canned.queues.add(CannedRuntime.queue("default", 1));
        PlinthMetrics metrics = bind();
        assertThat(registry.getMeters()).isNotEmpty();
        metrics.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void theMetersKeepWhatTheyNeedAlive() {
        bind();
        System.gc();
        canned.tasksRun = 3;
        later();
        assertThat(read("plinth.core.tasks")).isEqualTo(3);
        assertThat(read("plinth.connections")).isEqualTo(2);
    }
}
