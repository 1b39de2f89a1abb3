package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.plinth.api.AsyncRuntime;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class InheritedPinsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void endThreads() {
        end.countDown();
    }

    private static BitSet cpuOf(AsyncRuntime runtime) {
        return CpuList.parse(Integer.toString(runtime.info().cores().get(0).cpu()));
    }

    /** Starts a thread that lives on, and answers its number once {@code first} has run on it. */
    private CompletableFuture<Integer> startThread(Runnable first) {
        CompletableFuture<Integer> born = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    first.run();
                    born.complete(Affinity.callingThread());
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "born");
        thread.setDaemon(true);
        thread.start();
        return born;
    }

    private int bornOnTheCore(AsyncRuntime runtime) {
        return runtime.spawnOn(0, () -> startThread(() -> {})).block(LIMIT).join();
    }

    private static void awaitFreed(int thread) {
        await().atMost(LIMIT).until(() -> Affinity.of(thread).equals(Affinity.ofProcess()));
    }

    @Test
    void aThreadThatACoreStartsIsFreedAndTheCoreStaysWhereItIs() {
        try (AsyncRuntime runtime = PinningTest.start(1, "spread")) {
            awaitFreed(bornOnTheCore(runtime));
            awaitFreed(bornOnTheCore(runtime));
            assertThat(runtime.spawnOn(0, Affinity::ofThread).block(LIMIT)).isEqualTo(cpuOf(runtime));
        }
    }

    @Test
    void itIsToldAtDebug() {
        Logger logger = (Logger) LoggerFactory.getLogger(InheritedPins.class);
        Level before = logger.getLevel();
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        logger.addAppender(told);
        logger.setLevel(Level.DEBUG);
        int thread;
        String cpu;
        try (AsyncRuntime runtime = PinningTest.start(1, "spread")) {
            cpu = CpuList.text(cpuOf(runtime));
            thread = bornOnTheCore(runtime);
        } finally {
            logger.setLevel(before);
            logger.detachAppender(told);
        }
        String all = CpuList.text(Affinity.ofProcess());
        List<String> expected = cpu.equals(all) // with one CPU there is nothing to take off
                ? List.of()
                : List.of("Thread " + thread + " (born) was started by a core, and so bound to CPU " + cpu
                        + ": it has CPUs " + all + " now");
        assertThat(told.list).extracting(ILoggingEvent::getFormattedMessage).containsAll(expected);
    }

    @Test
    void theCoresOfAnotherRuntimeStayWhereTheyAreOnTheSameCpu() {
        String first = "fixed:" + Affinity.ofProcess().nextSetBit(0);
        try (AsyncRuntime one = PinningTest.start(1, first);
                AsyncRuntime other = PinningTest.start(1, first)) {
            assertThat(other.info().warnings()).singleElement().asString().contains("Another runtime of this process");
            awaitFreed(bornOnTheCore(one));
            awaitFreed(bornOnTheCore(other));
            assertThat(one.spawnOn(0, Affinity::ofThread).block(LIMIT)).isEqualTo(cpuOf(one));
            assertThat(other.spawnOn(0, Affinity::ofThread).block(LIMIT)).isEqualTo(cpuOf(one));
        }
    }

    @Test
    void aThreadThatWasBoundBeforeKeepsItsCpus() throws Exception {
        int first = Affinity.ofProcess().nextSetBit(0);
        BitSet cpu = CpuList.parse(Integer.toString(first));
        int bound = startThread(() -> Affinity.set(cpu)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        try (AsyncRuntime runtime = PinningTest.start(1, "fixed:" + first)) {
            awaitFreed(bornOnTheCore(runtime));
            assertThat(Affinity.of(bound)).isEqualTo(cpu);
        }
    }

    @Test
    void aThreadThatIsStartedJustBeforeTheEndIsFreedToo() {
        int thread;
        try (AsyncRuntime runtime = PinningTest.start(1, "spread")) {
            thread = bornOnTheCore(runtime);
        }
        assertThat(Affinity.of(thread)).isEqualTo(Affinity.ofProcess());
    }

    @Test
    void nothingIsLeftOfItAfterwards() {
        PinningTest.start(1, "spread").close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("plinth-placement"));
    }
}
