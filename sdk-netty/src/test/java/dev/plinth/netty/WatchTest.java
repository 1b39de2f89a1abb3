package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.RuntimeConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final String NAME = "watch-test";

    private final SeenCore core = new SeenCore();
    private final SeenReports reports = new SeenReports();
    private final AtomicLong direct = new AtomicLong();
    private final AtomicBoolean placed = new AtomicBoolean();
    private Watch watch;

    private void start(Duration stall, int queued, int bytes) {
        RuntimeConfig config = RuntimeConfig.builder()
                .set(RuntimeConfig.STALL_THRESHOLD, stall)
                .set(RuntimeConfig.WARN_QUEUED_TASKS, queued)
                .set(RuntimeConfig.WARN_DIRECT_MEMORY, bytes)
                .build();
        watch = new Watch(config, NAME, () -> placed.set(true));
        watch.start(List.of(core), direct::get, reports);
    }

    private static Thread thread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(NAME))
                .findFirst()
                .orElse(null);
    }

    @AfterEach
    void stop() {
        watch.stop();
        assertThat(thread()).isNull();
    }

    @Test
    void findsACoreThatDoesNotGoOn() {
        start(Duration.ofMillis(20), 0, 0);
        await().until(() -> reports.stalls.size() == 1);
        assertThat(placed).isTrue();
        core.progress++;
        await().until(() -> reports.ended.size() == 1);
    }

    @Test
    void endsAStallThatNobodyLooksAtAnyMore() {
        start(Duration.ofMillis(20), 0, 0);
        await().until(() -> reports.stalls.size() == 1);
        watch.stop();
        assertThat(reports.ended).hasSize(1);
    }

    @Test
    void sleepsWhenAllSleepAndIsWoken() {
        core.asleep = true;
        start(Duration.ofMillis(20), 0, 0);
        await().until(() -> thread() != null && thread().getState() == Thread.State.WAITING); // without a time limit
        assertThat(reports.stalls).isEmpty();
        core.asleep = false;
        watch.awake();
        await().until(() -> reports.stalls.size() == 1);
    }

    @Test
    void warnsOfTasksThatWaitAndOfMemory() {
        core.queuedTasks = 11;
        direct.set(2000);
        start(Duration.ZERO, 10, 1000);
        await().until(() -> reports.warnings.size() == 2);
        assertThat(reports.warnings).containsExactly("11 tasks on 3, limit 10", "2000 bytes, limit 1000");
        assertThat(reports.stalls).isEmpty();
    }

    @Test
    void hasNoThreadWhenThereIsNothingToWatch() {
        start(Duration.ZERO, 0, 0);
        assertThat(thread()).isNull();
    }
}
