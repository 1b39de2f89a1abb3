package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectionStats;
import dev.plinth.api.CoreStats;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.RuntimeStats;
import dev.plinth.api.TaskQueue;
import dev.plinth.api.TaskQueueStats;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** 19xx: what a runtime counts. */
abstract class StatsRules extends Rules {

    private static final int CORE = 1;
    private static final long MILLISECOND = 1_000_000;

    StatsRules(BackendTck backend) {
        super(backend);
    }

    @Override
    RuntimeConfig.Builder settings() {
        return super.settings().set(RuntimeConfig.STALL_THRESHOLD, Duration.ofMillis(20));
    }

    private CoreStats core() {
        return runtime().stats().cores().get(CORE);
    }

    private TaskQueueStats queueStats(String name) {
        List<TaskQueueStats> found = core().queues().stream()
                .filter(queue -> queue.name().equals(name))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void required_spec1901_theyAreByCoreWithTheQueuesInTheOrderInWhichTheyWereMade() {
        queue("one", 100);
        queue("two", 200).close();
        queue("three", 300);
        List<CoreStats> cores = runtime().stats().cores();
        assertThat(cores).extracting(CoreStats::core).containsExactlyElementsOf(indexes());
        for (CoreStats core : cores) {
            assertThat(core.queues()).hasSize(3);
            assertThat(core.queues().get(0).name()).isEqualTo("default");
            assertThat(core.queues().get(1).name()).isEqualTo("one");
            assertThat(core.queues().get(2).name()).isEqualTo("three");
            assertThat(core.queues().get(2).shares()).isEqualTo(weighs() ? 300 : -1);
        }
    }

    private List<Integer> indexes() {
        List<Integer> indexes = new ArrayList<>();
        for (int core = 0; core < runtime().cores(); core++) {
            indexes.add(core);
        }
        return indexes;
    }

    @Test
    void required_spec1902_tasksAreCounted() {
        TaskQueue queue = queue("q", 100);
        long coreBefore = core().tasksRun();
        CompletableFuture<Void> last = new CompletableFuture<>();
        for (int i = 0; i < 1_000; i++) {
            runtime().execute(CORE, () -> {});
            queue.execute(CORE, () -> {});
        }
        queue.execute(CORE, () -> last.complete(null));
        get(last);
        await().until(() -> queueStats("q").tasksRun() == 1_001);
        await().until(() -> core().tasksRun() >= coreBefore + 2_001);
        assertThat(runtime().stats().cores().get(0).queues().get(1).tasksRun()).isZero();
    }

    @Test
    void required_spec1903_tasksThatWaitAreCounted() {
        TaskQueue queue = queue("q", 100);
        AtomicInteger ran = new AtomicInteger();
        Runnable release = occupy(CORE, () -> {
            for (int i = 0; i < 10; i++) {
                queue.execute(CORE, ran::incrementAndGet);
            }
        });
        for (int i = 0; i < 20; i++) {
            runtime().execute(CORE, ran::incrementAndGet); // on their way: the core counts them all the same
        }
        assertThat(queueStats("q").queuedTasks()).isEqualTo(10);
        assertThat(core().queuedTasks()).isGreaterThanOrEqualTo(30);
        assertThat(runtime().stats().queuedTasks()).isGreaterThanOrEqualTo(30);
        release.run();
        await().until(() -> ran.get() == 30 && queueStats("q").queuedTasks() == 0 && core().queuedTasks() == 0);
    }

    @Test
    void required_spec1904_countsDoNotGoBack() {
        TaskQueue queue = queue("q", 100);
        List<Long> before = counts();
        for (int i = 0; i < 2_000; i++) {
            queue.execute(CORE, () -> work(1_000));
            runtime().execute(CORE, () -> work(1_000));
            if (i % 20 == 0) {
                List<Long> now = counts();
                for (int n = 0; n < now.size(); n++) {
                    assertThat(now.get(n)).isGreaterThanOrEqualTo(before.get(n));
                }
                before = now;
            }
        }
    }

    private List<Long> counts() {
        CoreStats core = core();
        TaskQueueStats queue = core.queues().get(1);
        return List.of(
                core.tasksRun(),
                core.busyNanos(),
                core.polls(),
                core.spins(),
                core.sleeps(),
                core.wakeupsSent(),
                core.wakeupsSaved(),
                core.stalls(),
                queue.tasksRun(),
                queue.runNanos(),
                queue.stalls());
    }

    @Test
    void required_spec1905_openConnectionsAreCounted() {
        assertThat(runtime().stats().connections()).isZero();
        Link first = link();
        Link second = link();
        assertThat(runtime().stats().connections()).isEqualTo(2);
        get(first.connection().close());
        second.connection().abort();
        await().until(() -> runtime().stats().connections() == 0);
    }

    @Test
    void required_spec1906_whatPassedOverAConnectionIsCountedToTheByte() {
        Link link = link();
        AsyncConnection connection = link.connection();
        assertThat(on(connection.core(), connection::stats)).isEqualTo(new ConnectionStats(0, 0, 0, 0));
        for (int i = 1; i <= 3; i++) {
            write(connection, Payload.bytes(1_000));
            link.peer().read(1_000);
            link.peer().send(Payload.bytes(700));
            read(connection, 700);
            ConnectionStats stats = on(connection.core(), connection::stats);
            assertThat(stats.bytesWritten()).isEqualTo(i * 1_000L);
            assertThat(stats.bytesRead()).isEqualTo(i * 700L);
            assertThat(stats.writes()).isBetween((long) i, i * 1_000L);
            assertThat(stats.reads()).isBetween((long) i, i * 700L);
        }
    }

    @Test
    void required_spec1907_itIsKnownAfterClose() {
        Link link = link();
        write(link.connection(), Payload.bytes(100));
        link.peer().read(100);
        get(link.connection().close());
        assertThat(link.connection().stats().bytesWritten()).isEqualTo(100);
    }

    @Test
    void required_spec1908_whatIsSentInPushModeIsCountedToo() {
        Link link = link();
        AsyncConnection connection = link.connection();
        Recorder receiver = new Recorder(runtime());
        connection.receive(receiver);
        link.peer().send(Payload.bytes(5_000));
        await().until(() -> receiver.size() == 5_000);
        on(connection.core(), () -> connection.send(ByteBuffer.wrap(Payload.bytes(3_000))));
        link.peer().read(3_000);
        await().until(() ->
                connection.stats().bytesWritten() == 3_000 && connection.stats().writes() > 0);
        assertThat(connection.stats().bytesRead()).isEqualTo(5_000);
        assertThat(connection.stats().reads()).isPositive();
    }

    @Test
    void required_spec1909_timeSpentInTasksIsCounted() {
        TaskQueue queue = queue("q", 1000);
        CompletableFuture<Void> last = new CompletableFuture<>();
        for (int i = 0; i < 20; i++) {
            queue.execute(CORE, () -> work(MILLISECOND));
        }
        queue.execute(CORE, () -> last.complete(null));
        get(last);
        Assumptions.assumeTrue(core().busyNanos() >= 0, "the backend does not count time (it says -1)");
        // the half: a clock that is read now and then may miss something, but not that
        await().until(() -> core().busyNanos() >= 10 * MILLISECOND);
        await().until(() -> queueStats("q").runNanos() == -1 || queueStats("q").runNanos() >= 10 * MILLISECOND);
        TaskQueueStats found = queueStats("q");
        if (found.runNanos() != -1) {
            assertThat(found.timeShare()).isGreaterThan(0).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void required_spec1910_aTaskThatKeepsACoreForTooLongIsCounted() {
        TaskQueue queue = queue("q", 1000);
        Assumptions.assumeTrue(core().stalls() >= 0, "the backend does not count stalls (it says -1)");
        long before = core().stalls();
        AtomicBoolean stop = new AtomicBoolean();
        queue.execute(CORE, () -> spinUntil(stop));
        try {
            await().until(() -> core().stalls() > before && queueStats("q").stalls() > 0);
        } finally {
            stop.set(true);
        }
    }

    @Test
    void required_spec1911_theyCanBeAskedForAfterShutdown() {
        on(CORE, () -> null);
        assertThat(subscribe(runtime().shutdown()).value()).isNull();
        RuntimeStats stats = runtime().stats();
        assertThat(stats.connections()).isZero();
        assertThat(stats.cores().get(CORE).tasksRun()).isPositive();
    }
}
