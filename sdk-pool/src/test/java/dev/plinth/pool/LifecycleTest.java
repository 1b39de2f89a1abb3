package dev.plinth.pool;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.plinth.api.PoolClosedException;
import dev.plinth.api.PoolCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What becomes of connections: kept, validated, reset, closed, reported, drained. */
class LifecycleTest {

    @Test
    void theMinimumIsOpenedAndReplaced() {
        Bench bench = new Bench(2, options -> options.min(3).max(8));
        AtomicInteger open = new AtomicInteger();
        bench.pool.warmUp().subscribe(open::set);
        bench.cores.run();
        assertThat(open).hasValue(3);
        assertThat(List.of(bench.connector.openOn(0), bench.connector.openOn(1)))
                .containsExactly(2L, 1L);
        bench.connector.links.get(0).open = false;
        bench.cores.advance(Duration.ofSeconds(1));
        assertThat(bench.connector.open()).isEqualTo(3);
        assertThat(bench.pool.stats().total(PoolCounts::closedInvalid)).isEqualTo(1);
    }

    @Test
    void aWarmUpTellsTheFirstFailure() {
        Bench bench = new Bench(2, options -> options.min(4));
        bench.connector.opening =
                link -> link.core == 1 ? Mono.error(new IllegalStateException("refused")) : Mono.just(link);
        AtomicReference<Throwable> error = new AtomicReference<>();
        bench.pool.warmUp().subscribe(open -> {}, error::set);
        bench.cores.run();
        assertThat(error.get()).hasMessage("refused");
        assertThat(bench.connector.open()).isEqualTo(2);
    }

    @Test
    void idleConnectionsAboveTheMinimumAreClosedTheLeastRecentlyUsedFirst() {
        Bench bench = new Bench(1, options -> options.min(1).max(4).idleTimeout(Duration.ofSeconds(10)));
        List<Bench.Caller> callers = bench.ask(0, 4);
        callers.forEach(bench::giveBack);
        bench.cores.advance(Duration.ofSeconds(5));
        Bench.Caller active = bench.ask(0);
        bench.giveBack(active);
        bench.cores.advance(Duration.ofSeconds(6));
        assertThat(bench.pool.stats().total(PoolCounts::closedIdle)).isEqualTo(3);
        assertThat(active.lease.connection().open).isTrue();
        bench.cores.advance(Duration.ofSeconds(20));
        assertThat(bench.connector.open()).isEqualTo(1);
    }

    @Test
    void noConnectionOutlivesItsTimeAndTheyDoNotEndTogether() {
        Bench bench = new Bench(
                1,
                options -> options.max(20).maxLifetime(Duration.ofSeconds(100)).lifetimeJitter(0.5));
        List<Bench.Caller> callers = bench.ask(0, 20);
        callers.forEach(bench::giveBack);
        bench.cores.advance(Duration.ofSeconds(49));
        assertThat(bench.connector.open()).isEqualTo(20);
        bench.cores.advance(Duration.ofSeconds(26));
        assertThat(bench.connector.open()).isBetween(1L, 19L);
        bench.cores.advance(Duration.ofSeconds(26));
        assertThat(bench.connector.open()).isZero();
        assertThat(bench.pool.stats().total(PoolCounts::closedExpired)).isEqualTo(20);
    }

    @Test
    void noMoreThanMaxIdleAreKept() {
        Bench bench = new Bench(1, options -> options.max(4).maxIdle(1));
        bench.ask(0, 4).forEach(bench::giveBack);
        assertThat(bench.connector.open()).isEqualTo(1);
        assertThat(bench.pool.stats().total(PoolCounts::closedSurplus)).isEqualTo(3);
    }

    @Test
    void whatDoesNotPassValidationIsNeverLent() {
        Bench bench = new Bench(1, options -> options.max(2).validateAfterIdle(Duration.ofSeconds(1)));
        Bench.Caller first = bench.ask(0);
        bench.giveBack(first);
        bench.giveBack(bench.ask(0));
        assertThat(bench.connector.validations).isZero();
        bench.cores.advance(Duration.ofSeconds(2));
        first.lease.connection().valid = false;
        Bench.Caller second = bench.ask(0);
        assertThat(second.lease.connection()).isNotSameAs(first.lease.connection());
        assertThat(first.lease.connection().open).isFalse();
        assertThat(bench.connector.validations).isEqualTo(1);
        assertThat(bench.pool.stats().total(PoolCounts::closedInvalid)).isEqualTo(1);
    }

    @Test
    void idleConnectionsAreValidatedInTheBackground() {
        Bench bench = new Bench(1, options -> options.max(4).validationInterval(Duration.ofSeconds(30)));
        List<Bench.Caller> callers = bench.ask(0, 4);
        callers.forEach(bench::giveBack);
        callers.get(2).lease.connection().valid = false;
        bench.cores.advance(Duration.ofSeconds(40));
        assertThat(bench.connector.validations).isEqualTo(4);
        assertThat(bench.pool.stats().total(PoolCounts::validations)).isEqualTo(4);
        assertThat(bench.pool.stats().total(PoolCounts::validationFailures)).isEqualTo(1);
        assertThat(callers.get(2).lease.connection().open).isFalse();
        assertThat(bench.connector.open()).isEqualTo(3);
        assertThat(bench.pool.stats().idle()).isEqualTo(3);
    }

    @Test
    void aConnectionIsResetBeforeTheNextOneHasItAndClosedIfThatFails() {
        Bench bench = new Bench(1, options -> options.max(1));
        Sinks.Empty<Void> reset = Sinks.empty();
        bench.connector.resetting = link -> reset.asMono();
        Bench.Caller first = bench.ask(0);
        Bench.Caller second = bench.ask(0);
        bench.giveBack(first);
        assertThat(second.waits()).isTrue();
        reset.tryEmitEmpty();
        bench.cores.run();
        assertThat(second.lease.connection()).isSameAs(first.lease.connection());
        bench.connector.resetting = link -> Mono.error(new IllegalStateException("half-read"));
        bench.giveBack(second);
        assertThat(bench.connector.open()).isZero();
        assertThat(bench.pool.stats().open()).isZero();
    }

    @Test
    void givingBackTwiceDoesNothing() {
        Bench bench = new Bench(1, options -> options.max(1));
        Bench.Caller first = bench.ask(0);
        bench.giveBack(first);
        Bench.Caller second = bench.ask(0);
        bench.giveBack(first);
        first.lease.discard();
        bench.cores.run();
        assertThat(second.lease.connection().open).isTrue();
        assertThat(bench.ask(0).waits()).isTrue();
    }

    @Test
    void workThatFailsOrIsCancelledLeavesNoConnectionInDoubt() {
        Bench bench = new Bench(1, options -> options.max(1));
        List<Object> outcomes = new ArrayList<>();
        bench.cores.on(
                0, () -> bench.pool.withConnection(link -> Mono.just("done")).subscribe(outcomes::add));
        assertThat(bench.connector.open()).isEqualTo(1);
        bench.connector.reusableAfterErrors = true;
        fail(bench, outcomes);
        assertThat(bench.connector.open()).isEqualTo(1);
        bench.connector.reusableAfterErrors = false;
        fail(bench, outcomes);
        assertThat(bench.connector.open()).isZero();
        bench.cores.on(
                0,
                () -> bench.pool
                        .withConnection(link -> Mono.never())
                        .subscribe()
                        .dispose());
        assertThat(bench.connector.open()).isZero();
        assertThat(bench.pool.stats().leased()).isZero();
        assertThat(outcomes).hasSize(3);
        assertThat(bench.pool.stats().total(PoolCounts::closedFailed)).isEqualTo(1);
        assertThat(bench.pool.stats().total(PoolCounts::discarded)).isEqualTo(1);
    }

    private static void fail(Bench bench, List<Object> outcomes) {
        bench.cores.on(
                0,
                () -> bench.pool
                        .withConnection(link -> Mono.error(new IllegalStateException("bad")))
                        .subscribe(outcomes::add, outcomes::add));
    }

    @Test
    void whoeverKeepsAConnectionIsReportedOnce() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(PerCorePool.class);
        logger.addAppender(log);
        try {
            Bench bench = new Bench(1, options -> options.max(2).leakThreshold(Duration.ofSeconds(5)));
            bench.ask(0);
            bench.cores.advance(Duration.ofSeconds(4));
            assertThat(log.list).isEmpty();
            bench.cores.advance(Duration.ofSeconds(10));
            assertThat(log.list).singleElement().satisfies(event -> {
                assertThat(event.getFormattedMessage()).contains("test").contains("has been borrowed for 5");
                assertThat(event.getThrowableProxy().getMessage())
                        .isEqualTo(
                                "borrowed by thread " + Thread.currentThread().getName());
                assertThat(List.of(event.getThrowableProxy().getStackTraceElementProxyArray()))
                        .anyMatch(frame -> frame.toString().contains("Bench.ask"));
            });
            assertThat(bench.pool.stats().total(PoolCounts::leakSuspects)).isEqualTo(1);
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void ofSeveralEndpointsTheOneIsNamedWhoseConnectionIsKeptAndByWhom() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(PerCorePool.class);
        logger.addAppender(log);
        try {
            Cluster cluster = new Cluster(
                    settings -> settings.options(PoolOptions.builder()
                            .name("orders")
                            .leakThreshold(Duration.ofSeconds(5))
                            .build()),
                    Cluster.endpoint("one"));
            cluster.cores.on(0, () -> cluster.pool.acquire().subscribe());
            cluster.cores.advance(Duration.ofSeconds(6));
            assertThat(log.list).singleElement().satisfies(event -> {
                assertThat(event.getFormattedMessage()).contains("orders at one/");
                assertThat(List.of(event.getThrowableProxy().getStackTraceElementProxyArray()))
                        .anyMatch(frame -> frame.toString().contains("LifecycleTest"));
            });
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void aShutdownServesThoseWhoWaitAndWaitsForWhatIsBorrowed() {
        Bench bench = new Bench(2, options -> options.max(2));
        List<Bench.Caller> holders = bench.askFromOutside(2);
        Bench.Caller waiting = bench.ask(0);
        AtomicBoolean ended = new AtomicBoolean();
        bench.pool.shutdown().subscribe(nothing -> {}, error -> {}, () -> ended.set(true));
        bench.cores.run();
        assertThat(bench.ask(1).error).isInstanceOf(PoolClosedException.class).hasMessageContaining("'test'");
        bench.giveBack(holders.get(0));
        assertThat(waiting.lease).isNotNull();
        bench.giveBack(waiting);
        assertThat(ended).isFalse();
        bench.giveBack(holders.get(1));
        assertThat(ended).isTrue();
        assertThat(bench.connector.open()).isZero();
        assertThat(bench.pool.stats().total(PoolCounts::closedDrained)).isEqualTo(2);
    }

    @Test
    void aShutdownEndsAfterTheDrainTimeoutWhoeverKeepsAConnection() {
        Bench bench = new Bench(1, options -> options.max(1).drainTimeout(Duration.ofSeconds(3)));
        Bench.Caller holder = bench.ask(0);
        Bench.Caller waiting = bench.ask(0);
        AtomicBoolean ended = new AtomicBoolean();
        bench.pool.shutdown().subscribe(nothing -> {}, error -> {}, () -> ended.set(true));
        bench.cores.run();
        bench.cores.advance(Duration.ofSeconds(2));
        assertThat(ended).isFalse();
        bench.cores.advance(Duration.ofSeconds(1));
        assertThat(ended).isTrue();
        assertThat(waiting.error).isInstanceOf(PoolClosedException.class);
        assertThat(holder.lease.connection().open).isFalse();
        bench.giveBack(holder);
        assertThat(bench.pool.stats().open()).isZero();
    }

    @Test
    void aConnectionCountsUntilItIsClosed() {
        Bench bench = new Bench(1, options -> options.max(1));
        Sinks.Empty<Void> closed = Sinks.empty();
        bench.connector.closing = link -> closed.asMono();
        Bench.Caller first = bench.ask(0);
        first.lease.discard();
        bench.cores.run();
        Bench.Caller second = bench.ask(0);
        assertThat(second.waits()).isTrue();
        closed.tryEmitEmpty();
        bench.cores.run();
        assertThat(second.lease).isNotNull();
    }
}
