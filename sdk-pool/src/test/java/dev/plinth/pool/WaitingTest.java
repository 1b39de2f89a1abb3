package dev.plinth.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AcquireQueueFullException;
import dev.plinth.api.AcquireTimeoutException;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.PoolCounts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Those for whom there is no connection at once. */
class WaitingTest {

    private static final int OUTSIDE = AsyncRuntime.NO_CORE;

    @Test
    void whoCameFirstIsServedFirst() {
        Bench bench = new Bench(1, options -> options.max(1));
        Bench.Caller holder = bench.ask(0);
        List<Bench.Caller> waiting = bench.ask(0, 20);
        for (Bench.Caller next : waiting) {
            assertThat(next.waits()).isTrue();
            bench.giveBack(holder);
            assertThat(next.lease).isNotNull();
            holder = next;
        }
    }

    @Test
    void whoWaitsTooLongIsToldWhatToDo() {
        Bench bench = new Bench(2, options -> options.max(2).acquireTimeout(Duration.ofSeconds(3)));
        bench.askFromOutside(2);
        Bench.Caller early = bench.ask(1);
        bench.cores.advance(Duration.ofSeconds(2));
        Bench.Caller late = bench.ask(1);
        bench.cores.advance(Duration.ofSeconds(1));
        assertThat(early.error)
                .isInstanceOf(AcquireTimeoutException.class)
                .hasMessageContaining("'test'")
                .hasMessageContaining("acquireTimeout=PT3S")
                .hasMessageContaining("borrowed 2")
                .hasMessageContaining("leakThreshold");
        assertThat(early.signalledOn).isEqualTo(1);
        assertThat(late.waits()).isTrue();
        bench.cores.advance(Duration.ofSeconds(2));
        assertThat(late.error).isInstanceOf(AcquireTimeoutException.class);
        assertThat(bench.pool.stats().total(PoolCounts::timedOut)).isEqualTo(2);
        assertThat(bench.pool.stats().waiting()).isZero();
    }

    @Test
    void oneMoreThanMayWaitIsRefusedAtOnce() {
        Bench bench = new Bench(2, options -> options.max(2).maxWaiting(3));
        bench.askFromOutside(2);
        List<Bench.Caller> waiting = bench.askFromOutside(3);
        assertThat(waiting).allMatch(Bench.Caller::waits);
        Bench.Caller refused = bench.ask(0);
        assertThat(refused.error)
                .isInstanceOf(AcquireQueueFullException.class)
                .hasMessageContaining("maxWaiting=3")
                .hasMessageContaining("max 2");
        waiting.get(0).subscription.dispose();
        assertThat(bench.ask(0).waits()).isTrue();
        assertThat(bench.pool.stats().total(PoolCounts::refused)).isEqualTo(1);
    }

    @Test
    void nobodyMayWaitButForAConnectionThatIsBeingOpened() {
        Bench bench = new Bench(1, options -> options.max(1).maxWaiting(0));
        Bench.Caller first = bench.ask(0);
        assertThat(first.lease).isNotNull();
        assertThat(bench.ask(0).error).isInstanceOf(AcquireQueueFullException.class);
    }

    @Test
    void whoCancelsIsPassedOverAndTakesNoConnectionAlong() {
        Bench bench = new Bench(1, options -> options.max(1));
        Bench.Caller holder = bench.ask(0);
        List<Bench.Caller> waiting = bench.ask(0, 1000);
        waiting.subList(0, 999).forEach(caller -> caller.subscription.dispose());
        assertThat(bench.pool.stats().waiting()).isEqualTo(1);
        bench.giveBack(holder);
        assertThat(waiting.get(999).lease).isNotNull();
        bench.giveBack(waiting.get(999));
        assertThat(bench.pool.stats().idle()).isEqualTo(1);
    }

    @Test
    void aConnectionThatIsOnItsWayToSomebodyWhoCancelsComesBack() {
        Bench bench = new Bench(2, options -> options.max(1));
        Bench.Caller holder = bench.ask(0);
        Bench.Caller stranger = bench.ask(1);
        bench.cores.as(0, () -> holder.lease.release()); // the message to core 1 is under way
        stranger.subscription.dispose();
        bench.cores.run();
        assertThat(stranger.lease).isNull();
        assertThat(bench.pool.stats().idle()).isEqualTo(1);
        assertThat(bench.pool.stats().leased()).isZero();
    }

    @Test
    void whoCancelsBeforeTheCoreHasHeardIsNotServed() {
        Bench bench = new Bench(1, options -> options.max(1));
        Bench.Caller outside = bench.askOnly(OUTSIDE);
        outside.subscription.dispose();
        bench.cores.run();
        assertThat(bench.connector.links).isEmpty();
        assertThat(bench.pool.stats().waiting()).isZero();
    }

    @Test
    void whatOpeningFailsWithGoesToTheOneItWasOpenedFor() {
        Bench bench = new Bench(2, options -> options.max(2));
        bench.connector.opening = link -> Mono.error(new IllegalStateException("no route"));
        List<Bench.Caller> callers = bench.ask(0, 3);
        callers.addAll(bench.askFromOutside(3));
        assertThat(callers).allSatisfy(caller -> assertThat(caller.error).hasMessage("no route"));
        assertThat(bench.pool.stats().total(PoolCounts::openFailures)).isEqualTo(6);
        assertThat(bench.pool.stats().open()).isZero();
    }

    @Test
    void aServerThatGoesAwayIsToldToTenThousandWhoWait() {
        Bench bench = new Bench(2, options -> options.max(2));
        List<Bench.Caller> holders = bench.askFromOutside(2);
        List<Bench.Caller> waiting = bench.askFromOutside(10_000);
        assertThat(waiting).allMatch(Bench.Caller::waits);
        bench.connector.opening = link -> Mono.error(new IllegalStateException("no route"));
        holders.forEach(holder -> holder.lease.discard());
        bench.cores.run();
        assertThat(waiting).allSatisfy(caller -> assertThat(caller.error).hasMessage("no route"));
    }

    @Test
    void aConnectionThatTakesTooLongToOpenIsGivenUp() {
        Bench bench = new Bench(
                1, options -> options.max(1).openTimeout(Duration.ofSeconds(2)).retry(RetryOptions.none()));
        bench.connector.opening = link -> Mono.never();
        Bench.Caller caller = bench.ask(0);
        bench.cores.advance(Duration.ofSeconds(2));
        assertThat(caller.error).hasMessageContaining("openTimeout=PT2S");
        bench.connector.opening = Mono::just;
        assertThat(bench.ask(0).lease).isNotNull();
    }
}
