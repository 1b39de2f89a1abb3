package dev.plinth.backend.virtualthreads;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import dev.plinth.api.Latency;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueue;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log is told, and what {@code info()} is, of things that are not as they should be. */
class WatchTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(Watch.class.getPackageName());
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
            messages.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
    }

    private static AsyncRuntime start(RuntimeConfig.Builder settings) {
        return new VirtualThreadsProvider()
                .create(BackendContext.direct(settings.cores(1).build(), "virtualthreads"));
    }

    private void awaitMessage(String... parts) {
        Awaitility.await()
                .until(() -> messages.stream()
                        .anyMatch(message -> List.of(parts).stream().allMatch(message::contains)));
    }

    @Test
    void aTaskThatKeepsACoreIsNamedByItsQueueAndItsStackOnce() {
        AtomicBoolean stop = new AtomicBoolean();
        try (AsyncRuntime runtime =
                start(RuntimeConfig.builder().set(RuntimeConfig.STALL_THRESHOLD, Duration.ofMillis(10)))) {
            runtime.taskQueue("reports", Shares.of(100), Latency.notImportant())
                    .execute(0, () -> keepTheCoreUntil(stop));
            awaitMessage("WARN", "'reports'", "plinth-vt-core-0", "10 ms", "keepTheCoreUntil");
            stop.set(true);
            assertThat(runtime.stats().cores().get(0).stalls()).isEqualTo(1);
        }
        assertThat(messages)
                .filteredOn(message -> message.contains("'reports' has kept"))
                .hasSize(1);
    }

    private static void keepTheCoreUntil(AtomicBoolean stop) {
        while (!stop.get()) {
            Thread.onSpinWait();
        }
    }

    /** All carriers are kept by others, so that a core that was woken stays where it had parked. */
    @Test
    void aCoreThatHasNoCarrierIsNotSaidToBeKeptByATask() throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        int carriers = Runtime.getRuntime().availableProcessors();
        CountDownLatch kept = new CountDownLatch(carriers);
        CountDownLatch ran = new CountDownLatch(1);
        try (AsyncRuntime runtime =
                start(RuntimeConfig.builder().set(RuntimeConfig.STALL_THRESHOLD, Duration.ofMillis(10)))) {
            for (int i = 0; i < carriers; i++) {
                Thread.ofVirtual().start(() -> {
                    kept.countDown();
                    keepTheCoreUntil(stop);
                });
            }
            kept.await();
            runtime.execute(0, ran::countDown);
            long looks = System.nanoTime() + Duration.ofMillis(200).toNanos();
            Awaitility.await().until(() -> System.nanoTime() > looks);
            stop.set(true);
            ran.await();
            assertThat(runtime.stats().cores().get(0).stalls()).isZero();
        }
        assertThat(messages).noneMatch(message -> message.contains("has kept"));
    }

    @Test
    void tooManyTasksThatWaitAreTold() {
        AtomicBoolean stop = new AtomicBoolean();
        try (AsyncRuntime runtime = start(RuntimeConfig.builder().set(RuntimeConfig.WARN_QUEUED_TASKS, 10))) {
            runtime.execute(0, () -> keepTheCoreUntil(stop));
            for (int i = 0; i < 20; i++) {
                runtime.execute(0, () -> {});
            }
            awaitMessage("WARN", "tasks wait for plinth-vt-core-0", "plinth.warn.queued-tasks");
            stop.set(true);
        }
    }

    @Test
    void tooMuchDirectMemoryIsTold() {
        try (AsyncRuntime runtime = start(RuntimeConfig.builder().set(RuntimeConfig.WARN_DIRECT_MEMORY, 1))) {
            ByteBuffer held = ByteBuffer.allocateDirect(1 << 20);
            awaitMessage("WARN", "direct buffers", "plinth.warn.direct-memory");
            assertThat(runtime.stats().directMemoryBytes()).isGreaterThanOrEqualTo(held.capacity());
        }
    }

    @Test
    void settingsThatHaveNoEffectAreToldOnceEach() {
        RuntimeConfig.Builder settings = RuntimeConfig.builder()
                .set(RuntimeConfig.SPIN, Duration.ofNanos(50_000))
                .set(RuntimeConfig.STATS_HISTOGRAMS, true);
        try (AsyncRuntime runtime = start(settings)) {
            assertThat(runtime.info().warnings())
                    .hasSize(2)
                    .anySatisfy(warning -> assertThat(warning).contains("plinth.spin (builder) has no effect"))
                    .anySatisfy(
                            warning -> assertThat(warning).contains("plinth.stats.histograms (builder) has no effect"));
        }
        assertThat(messages)
                .filteredOn(message -> message.contains("has no effect"))
                .hasSize(2);
    }

    @Test
    void thereIsNothingToTellOfTheDefaults() {
        try (AsyncRuntime runtime = start(RuntimeConfig.builder())) {
            assertThat(runtime.info().warnings()).isEmpty();
        }
        assertThat(messages).filteredOn(message -> message.startsWith("WARN")).isEmpty();
    }

    @Test
    void aWatchThatSleepsWakesWithTheCores() {
        AtomicBoolean stop = new AtomicBoolean();
        try (AsyncRuntime runtime =
                start(RuntimeConfig.builder().set(RuntimeConfig.STALL_THRESHOLD, Duration.ofMillis(10)))) {
            Thread watch = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("plinth-vt-watch"))
                    .findFirst()
                    .orElseThrow();
            // without limit: asleep, rather than between two looks
            Awaitility.await().until(() -> watch.getState() == Thread.State.WAITING);
            runtime.execute(0, () -> keepTheCoreUntil(stop));
            awaitMessage("has kept", "keepTheCoreUntil");
            stop.set(true);
        }
    }

    @Test
    void sharesThatFailAreToldOfOnceUntilTheyAnswerAgain() {
        AtomicBoolean fail = new AtomicBoolean(true);
        AtomicInteger asked = new AtomicInteger();
        try (AsyncRuntime runtime = start(RuntimeConfig.builder())) {
            Shares shares = Shares.changing(Duration.ofMillis(1), () -> {
                asked.incrementAndGet();
                if (fail.get()) {
                    throw new IllegalStateException("no shares, on purpose");
                }
                return 500;
            });
            TaskQueue queue = runtime.taskQueue("changing", shares, Latency.notImportant());
            askOften(runtime, queue, asked);
            assertThat(sharesOf(runtime)).isEqualTo(Shares.DEFAULT.now());
            fail.set(false);
            askOften(runtime, queue, asked);
            awaitMessage("WARN Queue 'changing' has 500 shares: their supplier answers again");
            assertThat(sharesOf(runtime)).isEqualTo(500);
        }
        assertThat(messages.stream().filter(message -> message.contains("while their supplier fails")))
                .containsExactly(
                        "WARN Queue 'changing' keeps its 1000 shares while their supplier fails as it does now");
    }

    private static void askOften(AsyncRuntime runtime, TaskQueue queue, AtomicInteger asked) {
        int enough = asked.get() + 10;
        while (asked.get() < enough) {
            runtime.blockOn(queue.spawnOn(0, () -> 0));
        }
    }

    private static int sharesOf(AsyncRuntime runtime) {
        return runtime.stats().cores().get(0).queues().get(1).shares();
    }
}
