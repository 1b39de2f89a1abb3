package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** 2xx: spawn. */
abstract class SpawnRules extends Rules {

    SpawnRules(BackendTck backend) {
        super(backend);
    }

    @Test
    void required_spec201_spawnFromOutsideRunsOnACore() {
        assertThat(get(runtime().spawn(runtime()::currentCore)))
                .isBetween(0, runtime().cores() - 1);
    }

    @Test
    void required_spec202_spawnRunsOnTheCoreThatSubscribes() {
        for (int core = 0; core < runtime().cores(); core++) {
            Outcome<Integer> outcome = on(core, () -> subscribe(runtime().spawn(runtime()::currentCore)));
            assertThat(outcome.value()).isEqualTo(core);
            assertThat(outcome.core()).isEqualTo(core);
        }
    }

    @Test
    void required_spec203_spawnOnFromOutsideRunsAndSignalsThere() {
        for (int core = 0; core < runtime().cores(); core++) {
            Outcome<Integer> outcome = subscribe(runtime().spawnOn(core, runtime()::currentCore));
            assertThat(outcome.value()).isEqualTo(core);
            assertThat(outcome.core()).isEqualTo(core);
        }
    }

    @Test
    void required_spec204_spawnOnFromACoreSignalsOnTheOneThatAsked() {
        for (int from = 0; from < runtime().cores(); from++) {
            for (int to = 0; to < runtime().cores(); to++) {
                int target = to;
                Outcome<Integer> outcome = on(from, () -> subscribe(runtime().spawnOn(target, runtime()::currentCore)));
                assertThat(outcome.value()).isEqualTo(to);
                assertThat(outcome.core()).isEqualTo(from);
            }
        }
    }

    @Test
    void required_spec205_spawnIsLazyAndEachSubscriptionRunsAgain() {
        AtomicInteger runs = new AtomicInteger();
        Mono<Integer> mono = runtime().spawnOn(1, runs::incrementAndGet);
        on(1, () -> null); // whatever an eager spawn would have put there has run by now
        assertThat(runs).hasValue(0);
        assertThat(get(mono)).isEqualTo(1);
        assertThat(get(mono)).isEqualTo(2);
    }

    @Test
    void required_spec206_nullCompletesEmpty() {
        assertThat(get(runtime().spawnOn(0, () -> null).hasElement())).isFalse();
    }

    @Test
    void required_spec207_anExceptionIsSignalledAsItIs() {
        IOException checked = new IOException("on purpose");
        Outcome<Object> outcome = subscribe(runtime().spawnOn(1, () -> {
            throw checked;
        }));
        assertThat(outcome.error()).isSameAs(checked);
        assertThat(outcome.core()).isEqualTo(1);
    }

    @Test
    void required_spec208_cancellingBeforeTheStartPreventsIt() {
        Runnable release = occupy(1);
        AtomicBoolean ran = new AtomicBoolean();
        Outcome<Boolean> outcome = subscribe(runtime().spawnOn(1, () -> ran.getAndSet(true)));
        outcome.cancel();
        release.run();
        on(1, () -> null);
        assertThat(ran).isFalse();
        assertThat(outcome.isTerminated()).isFalse();
    }

    @Test
    void required_spec209_cancellingDoesNotInterruptATaskThatRuns() {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        AtomicBoolean cancelled = new AtomicBoolean();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Outcome<Boolean> outcome = subscribe(runtime().spawnOn(1, () -> {
            begun.complete(null);
            spinUntil(cancelled);
            return interrupted.complete(Thread.currentThread().isInterrupted());
        }));
        get(begun);
        outcome.cancel();
        cancelled.set(true);
        assertThat(get(interrupted)).isFalse();
        assertThat(on(1, () -> Thread.currentThread().isInterrupted())).isFalse();
    }

    @Test
    void required_spec210_spawnRefusesACoreThatDoesNotExist() {
        int none = runtime().cores();
        assertThat(catchThrowable(() -> runtime().spawnOn(none, () -> 1).block(patience())))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(catchThrowable(() -> runtime().spawnOn(-1, () -> 1).block(patience())))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void required_spec211_anErrorComesBackToTheCoreThatAsked() {
        IOException checked = new IOException("on purpose");
        Outcome<Object> outcome = on(
                0,
                () -> subscribe(runtime().spawnOn(1, () -> {
                    throw checked;
                })));
        assertThat(outcome.error()).isSameAs(checked);
        assertThat(outcome.core()).isZero();
    }

    @Test
    void required_spec212_spawnLocalRunsAndSignalsOnTheCoreThatSubscribes() {
        for (int core = 0; core < runtime().cores(); core++) {
            Outcome<Integer> outcome = on(core, () -> subscribe(runtime().spawnLocal(runtime()::currentCore)));
            assertThat(outcome.value()).isEqualTo(core);
            assertThat(outcome.core()).isEqualTo(core);
        }
    }

    @Test
    void required_spec213_spawnLocalOffTheCoresIsAnIllegalState() {
        AtomicBoolean ran = new AtomicBoolean();
        Mono<Boolean> mono = runtime().spawnLocal(() -> ran.getAndSet(true));
        failure(mono, IllegalStateException.class);
        for (int core = 0; core < runtime().cores(); core++) {
            on(core, () -> null);
        }
        assertThat(ran).isFalse();
    }

    @Test
    void required_spec214_aResultThatWasCancelledDoesNotComeBack() {
        AtomicBoolean computed = new AtomicBoolean();
        Outcome<Integer> outcome = on(0, () -> {
            Outcome<Integer> begun = subscribe(runtime().spawnOn(1, runtime()::currentCore));
            runtime().execute(1, () -> computed.set(true));
            spinUntil(computed);
            begun.cancel(); // the result is there, but this core has not had its turn
            return begun;
        });
        on(1, () -> null);
        on(0, () -> null);
        on(0, () -> null);
        assertThat(outcome.isTerminated()).isFalse();
    }
}
