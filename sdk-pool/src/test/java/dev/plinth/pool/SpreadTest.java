package dev.plinth.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.PoolCounts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which core's connection one gets. */
class SpreadTest {

    private static final int OUTSIDE = AsyncRuntime.NO_CORE;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, OUTSIDE})
    void aFullPoolIsSpreadEvenlyWhoeverAsked(int asker) {
        Bench bench = new Bench(4, options -> options.max(10));
        List<Bench.Caller> callers = bench.ask(asker, 10);
        assertThat(callers).allMatch(caller -> caller.lease != null);
        assertThat(List.of(3L, 3L, 2L, 2L))
                .isEqualTo(List.of(
                        bench.connector.openOn(0),
                        bench.connector.openOn(1),
                        bench.connector.openOn(2),
                        bench.connector.openOn(3)));
    }

    @Test
    void tenThousandBorrowingsFromOutsideAreSpreadEvenly() {
        Bench bench = new Bench(4, options -> options.max(8));
        for (int i = 0; i < 10_000; i++) {
            bench.giveBack(bench.ask(OUTSIDE));
        }
        assertThat(bench.pool.stats().cores())
                .allMatch(core -> core.counts().acquired() == 2500)
                .allMatch(core -> core.open() == 1);
    }

    @Test
    void aCallerOnACoreGetsAConnectionOfThatCore() {
        Bench bench = new Bench(4, options -> options.max(8));
        for (int i = 0; i < 100; i++) {
            int core = i % 4;
            Bench.Caller caller = bench.ask(core);
            assertThat(caller.lease.core()).isEqualTo(core);
            assertThat(caller.lease.connection().core).isEqualTo(core);
            assertThat(caller.signalledOn).isEqualTo(core);
            bench.giveBack(caller);
        }
        assertThat(bench.pool.stats().total(PoolCounts::lentAbroad)).isZero();
        assertThat(bench.connector.links).hasSize(4);
    }

    @Test
    void aDryCoreBorrowsFromTheNearestNeighbourThatIsNotAndIsToldAtHome() {
        Bench bench = new Bench(3, options -> options.max(3));
        Bench.Caller first = bench.ask(1);
        Bench.Caller second = bench.ask(1);
        Bench.Caller third = bench.ask(1);
        assertThat(List.of(first.lease.core(), second.lease.core(), third.lease.core()))
                .containsExactly(1, 2, 0);
        assertThat(List.of(first.signalledOn, second.signalledOn, third.signalledOn))
                .containsOnly(1);
        assertThat(bench.pool.stats().total(PoolCounts::lentAbroad)).isEqualTo(2);
    }

    @Test
    void whoeverWaitsIsServedByWhicheverCoreHasAConnectionFirst() {
        Bench bench = new Bench(2, options -> options.max(2));
        Bench.Caller here = bench.ask(0);
        Bench.Caller there = bench.ask(1);
        Bench.Caller waiting = bench.ask(0);
        assertThat(waiting.waits()).isTrue();
        bench.giveBack(there);
        assertThat(waiting.lease.core()).isEqualTo(1);
        assertThat(waiting.signalledOn).isZero();
        bench.giveBack(waiting);
        bench.giveBack(here);
        assertThat(bench.pool.stats().idle()).isEqualTo(2);
    }

    @Test
    void thoseWhoWaitOnTheCoreOfAConnectionComeFirstButNotForEver() {
        Bench bench = new Bench(2, options -> options.max(1));
        Bench.Caller holder = bench.ask(0);
        Bench.Caller stranger = bench.ask(1);
        int others = 0;
        while (stranger.waits() && others < 100) {
            bench.cores.advance(Duration.ofMillis(10));
            Bench.Caller next = bench.ask(0);
            bench.giveBack(holder);
            holder = next.lease != null ? next : stranger;
            others++;
        }
        assertThat(others).isBetween(1, 8);
    }

    @Test
    void aCoreWithoutConnectionsOfItsOwnIsServed() {
        Bench bench = new Bench(4, options -> options.max(2));
        Bench.Caller caller = bench.ask(3);
        assertThat(caller.lease.core()).isZero();
        assertThat(caller.signalledOn).isEqualTo(3);
    }

    @Test
    void twoCoresThatAskTheSameNeighbourAtOnceAreBothServed() {
        Bench bench = new Bench(4, options -> options.max(4));
        bench.ask(0);
        bench.ask(1);
        Bench.Caller one = bench.askOnly(0);
        Bench.Caller two = bench.askOnly(1);
        bench.cores.run();
        assertThat(List.of(one.lease.core(), two.lease.core())).containsExactlyInAnyOrder(2, 3);
    }
}
