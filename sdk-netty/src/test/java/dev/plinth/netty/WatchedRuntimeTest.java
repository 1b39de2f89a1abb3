package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.CoreStats;
import dev.plinth.api.Latency;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.Receiver;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueue;
import dev.plinth.api.TaskQueueStats;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cores that do not go on, and limits that are exceeded, on a runtime. */
class WatchedRuntimeTest {

    private static final String PREFIX = "watched-";
    private static final String KEPT = WatchedRuntimeTest.class.getName() + ".keepTheCore(";
    private static final Duration THRESHOLD = Duration.ofMillis(20);

    private final WatchLog log = new WatchLog();
    private final CountDownLatch end = new CountDownLatch(1);
    private AsyncRuntime runtime;

    private void start(Duration stall, int queued) {
        runtime = NioRuntime.start(
                RuntimeConfig.builder()
                        .cores(2)
                        .set(RuntimeConfig.STALL_THRESHOLD, stall)
                        .set(RuntimeConfig.WARN_QUEUED_TASKS, queued)
                        .build(),
                PREFIX);
    }

    @AfterEach
    void stop() {
        end.countDown();
        runtime.close();
        log.close();
        assertThat(thread("watch")).isNull();
    }

    private static Thread thread(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(PREFIX + name))
                .findFirst()
                .orElse(null);
    }

    /** What must never be done on a core. */
    private void keepTheCore() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** On a slow machine the first use of a class is a stall, too: that is not what is looked for. */
    private List<String> warnings(String what) {
        return log.texts(Level.WARN).stream()
                .filter(text -> text.contains(what))
                .toList();
    }

    private String stall() {
        await().until(() -> !warnings(KEPT).isEmpty());
        return warnings(KEPT).get(0);
    }

    private CoreStats core(int index) {
        return runtime.stats().cores().get(index);
    }

    private static TaskQueueStats queue(CoreStats core, String name) {
        return core.queues().stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private final class Hog implements Runnable {

        @Override
        public void run() {
            keepTheCore();
        }

        @Override
        public String toString() {
            return "the yearly report";
        }
    }

    @Test
    void aTaskThatKeepsItsCoreIsNamedWithItsQueueAndStack() {
        start(THRESHOLD, 0);
        try (TaskQueue reports = runtime.taskQueue("reports", Shares.of(100), Latency.notImportant())) {
            reports.execute(1, new Hog());
            assertThat(stall())
                    .contains("Core 1 (watched-1) has been kept for ")
                    .contains("plinth.stall-threshold is 20 ms")
                    .contains("by task the yearly report (" + Hog.class.getName() + ") in queue 'reports'")
                    .contains("yieldIfNeeded()");
            end.countDown();
            await().until(() -> !log.texts(Level.INFO).isEmpty());
            assertThat(log.texts(Level.INFO))
                    .singleElement()
                    .satisfies(text ->
                            assertThat(text).contains("Core 1 (watched-1) goes on", "the yearly report", "'reports'"));
            assertThat(log.texts(Level.WARN)).hasSize(1);
            assertThat(core(1).stalls()).isEqualTo(1);
            assertThat(queue(core(1), "reports").stalls()).isEqualTo(1);
            assertThat(queue(core(1), "default").stalls()).isZero();
            assertThat(core(0).stalls()).isZero();
        }
    }

    @Test
    void aCallbackOfAConnectionIsFoundToo() throws Exception {
        start(THRESHOLD, 0);
        CountDownLatch received = new CountDownLatch(1);
        AsyncListener listener = runtime.blockOn(runtime.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ListenOptions.defaults(),
                connection -> connection.receive(new Receiver() {
                    @Override
                    public void onReceive(AsyncConnection peer, ByteBuffer data) {
                        if (received.getCount() == 0) {
                            keepTheCore();
                        }
                        received.countDown();
                    }

                    @Override
                    public void onClosed(AsyncConnection peer, Throwable cause) {}
                })));
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            client.getOutputStream().write(1); // whose way may be slow
            received.await();
            client.getOutputStream().write(2);
            assertThat(stall()).contains("in queue 'default'");
            end.countDown();
        }
    }

    @Test
    void aHandlerOfNettysIsFoundToo() {
        start(THRESHOLD, 0);
        NettyTransport transport = runtime.unwrap(NettyTransport.class).orElseThrow();
        transport.loop(1).execute(this::keepTheCore);
        assertThat(stall()).contains("Core 1 (watched-1)");
    }

    @Test
    void tooManyTasksAreToldOnce() {
        start(Duration.ZERO, 10);
        runtime.execute(0, this::keepTheCore);
        for (int i = 0; i < 100; i++) {
            runtime.execute(0, () -> {});
        }
        await().until(() -> !warnings("tasks wait").isEmpty());
        assertThat(warnings("tasks wait"))
                .singleElement()
                .asString()
                .contains("tasks wait on core 0, plinth.warn.queued-tasks is 10: more comes in than it can run");
        end.countDown();
        await().until(() -> core(0).queuedTasks() == 0);
        assertThat(core(0).stalls()).as("not asked for").isZero();
    }

    @Test
    void whenAllCoresSleepTheWatchDoes() {
        start(THRESHOLD, 10);
        await().until(() -> thread("watch").getState() == Thread.State.WAITING); // without a time limit
        runtime.execute(0, this::keepTheCore);
        assertThat(stall()).contains("Core 0 (watched-0)");
    }

    @Test
    void withNothingToWatchThereIsNoThread() {
        runtime = NioRuntime.start(
                RuntimeConfig.builder()
                        .cores(1)
                        .set(RuntimeConfig.STALL_THRESHOLD, Duration.ZERO)
                        .set(RuntimeConfig.WARN_QUEUED_TASKS, 0)
                        .set(RuntimeConfig.WARN_DIRECT_MEMORY, 0)
                        .build(),
                PREFIX);
        assertThat(thread("watch")).isNull();
    }
}
