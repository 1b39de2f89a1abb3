package dev.plinth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a task queue is made with, and what is counted of it. */
class TaskQueueOptionsTest {

    @Test
    void sharesAreWhatTheyWereMadeOf() {
        assertThat(Shares.of(17).now()).isEqualTo(17);
        assertThat(Shares.of(17).period()).isZero();
        assertThat(Shares.of(17)).hasToString("17 shares");
        assertThat(Shares.DEFAULT.now()).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 10_001})
    void sharesOutOfRangeAreRefusedByName(int shares) {
        assertThatThrownBy(() -> Shares.of(shares))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shares is " + shares);
    }

    @Test
    void changingSharesAreAskedForEachTimeAndHeldInRange() {
        AtomicInteger source = new AtomicInteger(5);
        Shares shares = Shares.changing(Duration.ofMillis(250), source::get);
        assertThat(shares.now()).isEqualTo(5);
        assertThat(shares.period()).isEqualTo(Duration.ofMillis(250));
        assertThat(shares).hasToString("shares that change, every 250 ms");
        source.set(-3);
        assertThat(shares.now()).isEqualTo(Shares.MIN);
        source.set(1_000_000);
        assertThat(shares.now()).isEqualTo(Shares.MAX);
    }

    @Test
    void aPeriodTooShortIsRefused() {
        assertThatThrownBy(() -> Shares.changing(Duration.ofNanos(999_999), () -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("period");
        assertThatThrownBy(() -> Shares.changing(Duration.ofMillis(1), null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("supplier");
    }

    @Test
    void aLatencyIsATimeOrNone() {
        Latency matters = Latency.matters(Duration.ofNanos(1_500_000));
        assertThat(matters.within()).contains(Duration.ofNanos(1_500_000));
        assertThat(matters).hasToString("within 1500us");
        assertThat(Latency.matters(Duration.ofMillis(5))).hasToString("within 5ms");
        assertThat(Latency.notImportant().within()).isEmpty();
        assertThat(Latency.notImportant()).hasToString("latency not important");
        assertThat(new Latency(Optional.empty())).isEqualTo(Latency.notImportant());
    }

    @Test
    void aLatencyTooShortIsRefused() {
        assertThatThrownBy(() -> Latency.matters(Duration.ofNanos(999)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("within");
        assertThatThrownBy(() -> Latency.matters(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void aConnectionHasAQueueOnlyIfItWasAssignedToOne() {
        TaskQueue queue = (TaskQueue) Proxy.newProxyInstance(
                TaskQueue.class.getClassLoader(), new Class<?>[] {TaskQueue.class}, (self, method, arguments) -> null);
        assertThat(ConnectOptions.defaults().stream().taskQueue()).isEmpty();
        assertThat(ConnectOptions.builder().taskQueue(queue).build().stream().taskQueue())
                .containsSame(queue);
        assertThat(ListenOptions.builder().taskQueue(queue).build().stream().taskQueue())
                .containsSame(queue);
        assertThatThrownBy(() -> ConnectOptions.builder().taskQueue(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("queue");
    }

    @Test
    void theTasksThatWaitOnAllCoresAreSummedUp() {
        RuntimeStats stats = new RuntimeStats(List.of(waiting(0, 3), waiting(1, 4)), 0, -1, -1);
        assertThat(stats.queuedTasks()).isEqualTo(7);
    }

    private static CoreStats waiting(int core, long tasks) {
        return new CoreStats(
                core, 0, tasks, 0, 0, 0, 0, 0, 0, 0, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
