package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** 3xx: schedule and delay. */
abstract class TimerRules extends Rules {

    /** What a timer may be early by: the resolution that the SPI grants. */
    private static final Duration RESOLUTION = Duration.ofMillis(2);

    TimerRules(BackendTck backend) {
        super(backend);
    }

    @Test
    void required_spec301_aTimerRunsOnItsCore() {
        for (int core = 0; core < runtime().cores(); core++) {
            CompletableFuture<Integer> ran = new CompletableFuture<>();
            runtime()
                    .schedule(
                            core,
                            Duration.ofMillis(5),
                            () -> ran.complete(runtime().currentCore()));
            assertThat(get(ran)).isEqualTo(core);
        }
    }

    @Test
    void required_spec302_aTimerRunsNotBeforeItsDelayHasPassed() {
        Duration delay = Duration.ofMillis(400); // a busy machine must not make up for what a timer is too early
        long start = System.nanoTime();
        CompletableFuture<Long> ran = new CompletableFuture<>();
        runtime().schedule(0, delay, () -> ran.complete(System.nanoTime() - start));
        assertThat(Duration.ofNanos(get(ran))).isGreaterThanOrEqualTo(delay.minus(RESOLUTION));
    }

    @Test
    void required_spec303_disposingPreventsTheRun() {
        AtomicBoolean ran = new AtomicBoolean();
        CompletableFuture<Void> later = new CompletableFuture<>();
        Disposable timer = runtime().schedule(1, Duration.ofMillis(100), () -> ran.set(true));
        timer.dispose();
        runtime().schedule(1, Duration.ofMillis(150), () -> later.complete(null));
        get(later);
        assertThat(ran).isFalse();
        assertThat(timer.isDisposed()).isTrue();
    }

    @Test
    void required_spec304_theTimerThatIsDueFirstRunsFirst() {
        List<String> order = new CopyOnWriteArrayList<>();
        CountDownLatch both = new CountDownLatch(2);
        on(0, () -> {
            runtime().schedule(0, Duration.ofMillis(200), () -> {
                order.add("second");
                both.countDown();
            });
            return runtime().schedule(0, Duration.ofMillis(20), () -> {
                order.add("first");
                both.countDown();
            });
        });
        await().until(() -> both.getCount() == 0);
        assertThat(order).containsExactly("first", "second");
    }

    @Test
    void required_spec305_aTimerWithoutDelayRunsAfterTheTaskThatSetIt() {
        List<String> order = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        runtime().execute(0, () -> {
            runtime().schedule(0, Duration.ZERO, () -> {
                order.add("timer");
                done.complete(null);
            });
            order.add("task");
        });
        get(done);
        assertThat(order).containsExactly("task", "timer");
    }

    @Test
    void required_spec306_aThrowableLeavingATimerDoesNotStopTheCore() {
        CompletableFuture<Void> later = new CompletableFuture<>();
        runtime().schedule(0, Duration.ofMillis(1), () -> {
            throw new IllegalStateException("thrown by a timer, on purpose");
        });
        runtime().schedule(0, Duration.ofMillis(20), () -> later.complete(null));
        get(later);
    }

    @Test
    void required_spec307_scheduleRefusesACoreThatDoesNotExist() {
        assertThatThrownBy(() -> runtime().schedule(runtime().cores(), Duration.ZERO, () -> {}))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> runtime().schedule(-1, Duration.ZERO, () -> {}))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void required_spec308_tenThousandTimersAllRun() throws InterruptedException {
        CountDownLatch all = new CountDownLatch(10_000);
        for (int i = 0; i < 10_000; i++) {
            runtime().schedule(i % runtime().cores(), Duration.ofMillis(i % 100), all::countDown);
        }
        assertThat(all.await(patience().toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }

    @Test
    void required_spec309_delaySignalsOnTheCoreThatSubscribed() {
        for (int core = 0; core < runtime().cores(); core++) {
            Outcome<Void> outcome = on(core, () -> subscribe(runtime().delay(Duration.ofMillis(5))));
            assertThat(outcome.core()).isEqualTo(core);
            outcome.value();
        }
    }

    @Test
    void required_spec310_delayFromOutsideSignalsOnACore() {
        assertThat(subscribe(runtime().delay(Duration.ofMillis(5))).core())
                .isBetween(0, runtime().cores() - 1);
    }

    @Test
    void required_spec311_delayCountsFromEachSubscription() {
        Mono<Void> delay = runtime().delay(Duration.ofMillis(100));
        for (int i = 0; i < 2; i++) {
            long start = System.nanoTime();
            get(delay);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(100).minus(RESOLUTION));
        }
    }

    @Test
    void required_spec312_aCancelledDelayDoesNotSignal() {
        Outcome<Void> cancelled = on(1, () -> subscribe(runtime().delay(Duration.ofMillis(50))));
        cancelled.cancel();
        CompletableFuture<Void> later = new CompletableFuture<>();
        runtime().schedule(1, Duration.ofMillis(100), () -> later.complete(null));
        get(later);
        assertThat(cancelled.isTerminated()).isFalse();
    }
}
