package dev.plinth.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AcquireTimeoutException;
import dev.plinth.api.ConfigException;
import dev.plinth.api.ConnectException;
import dev.plinth.api.PoolClosedException;
import dev.plinth.api.PoolCounts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Opening a connection is attempted again when it may help, and what was done with one never is. */
class RetryTest {

    private static final RetryOptions PLAIN =
            RetryOptions.defaults().withJitter(0).withBudget(0, 1000);

    private final AtomicInteger attempts = new AtomicInteger();

    private Bench bench(RetryOptions retry) {
        Bench bench = new Bench(2, options -> options.max(2).retry(retry));
        failing(bench, Integer.MAX_VALUE, new ConnectException("refused"));
        return bench;
    }

    /** The first so many attempts fail. */
    private void failing(Bench bench, int times, Throwable error) {
        bench.connector.opening = link -> attempts.incrementAndGet() <= times ? Mono.error(error) : Mono.just(link);
    }

    @Test
    void aConnectionThatCouldNotBeOpenedIsTriedAgainAfterWaitsThatGrow() {
        Bench bench = bench(PLAIN.withAttempts(4).withBackoff(Duration.ofMillis(100), Duration.ofMillis(300)));
        Bench.Caller caller = bench.ask(0);
        assertThat(attempts).hasValue(1);
        bench.cores.advance(Duration.ofMillis(90));
        assertThat(attempts).hasValue(1);
        bench.cores.advance(Duration.ofMillis(10));
        assertThat(attempts).hasValue(2);
        bench.cores.advance(Duration.ofMillis(190));
        assertThat(attempts).hasValue(2);
        bench.cores.advance(Duration.ofMillis(10));
        assertThat(attempts).hasValue(3);
        bench.cores.advance(Duration.ofMillis(290));
        assertThat(caller.waits()).isTrue();
        bench.cores.advance(Duration.ofMillis(10)); // and not 400: no wait is longer than 300
        assertThat(attempts).hasValue(4);
        assertThat(caller.error).isInstanceOf(ConnectException.class);
        assertThat(bench.pool.stats().total(PoolCounts::retries)).isEqualTo(3);
    }

    @Test
    void whoeverTriesAgainGetsTheConnectionOnHisOwnCore() {
        Bench bench = bench(PLAIN);
        failing(bench, 2, new ConnectException("refused"));
        Bench.Caller caller = bench.ask(1);
        bench.cores.advance(Duration.ofSeconds(1));
        assertThat(caller.lease).isNotNull();
        assertThat(caller.signalledOn).isEqualTo(1);
    }

    @Test
    void waitsAreOfDifferentLengthsSoThatNotAllComeBackTogether() {
        Retries retries = new Retries(PLAIN.withJitter(0.5), () -> 0, () -> 0);
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waits.add(retries.waitAfter(1));
        }
        assertThat(waits).allMatch(wait -> wait.toMillis() >= 25 && wait.toMillis() <= 75);
        assertThat(waits.stream().distinct().count()).isGreaterThan(10);
    }

    @Test
    void retriesOfAllCallersTogetherKeepToTheBudget() {
        long[] borrowings = {0};
        VirtualRuntime cores = new VirtualRuntime(1);
        RetryBudget budget =
                new RetryBudget(RetryOptions.defaults().withBudget(20, 1), () -> borrowings[0], cores::now);
        assertThat(taken(budget)).isEqualTo(10); // one a second, for ten
        borrowings[0] = 1000;
        assertThat(taken(budget)).isEqualTo(200);
        cores.advance(Duration.ofSeconds(10));
        assertThat(taken(budget)).isEqualTo(10);
    }

    private static int taken(RetryBudget budget) {
        int taken = 0;
        while (budget.take()) {
            taken++;
        }
        return taken;
    }

    @Test
    void whoFindsTheBudgetUsedUpIsToldAtOnce() {
        Bench bench = bench(PLAIN.withBudget(0, 1));
        List<Bench.Caller> callers = bench.ask(0, 15);
        assertThat(callers).filteredOn(caller -> caller.error != null).hasSize(5);
        assertThat(bench.pool.stats().total(PoolCounts::retries)).isEqualTo(10);
    }

    @Test
    void anErrorThatWillNotPassIsToldAtOnce() {
        Bench bench = bench(PLAIN);
        failing(bench, Integer.MAX_VALUE, new IllegalStateException("wrong password"));
        assertThat(bench.ask(0).error).hasMessage("wrong password");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void retriesEndWithTheAcquireTimeout() {
        Bench bench = new Bench(
                1,
                options -> options.max(1)
                        .acquireTimeout(Duration.ofMillis(400))
                        .retry(PLAIN.withAttempts(100).withBackoff(Duration.ofMillis(100), Duration.ofMillis(100))));
        failing(bench, Integer.MAX_VALUE, new ConnectException("refused"));
        Bench.Caller caller = bench.ask(0);
        bench.cores.advance(Duration.ofMillis(400));
        assertThat(caller.error).isInstanceOf(ConnectException.class);
        assertThat(attempts).hasValue(4);
    }

    @Test
    void whoHadToTryAgainWaitsNoLongerThanOthers() {
        Bench bench = new Bench(
                1,
                options -> options.max(1)
                        .acquireTimeout(Duration.ofSeconds(1))
                        .retry(PLAIN.withBackoff(Duration.ofMillis(500), Duration.ofSeconds(1))));
        failing(bench, 1, new ConnectException("refused"));
        Bench.Caller late = bench.ask(0);
        bench.ask(0); // takes the only one
        bench.cores.advance(Duration.ofSeconds(1));
        assertThat(late.error).isInstanceOf(AcquireTimeoutException.class);
    }

    @Test
    void whoCancelsWhileHeWaitsForTheNextAttemptIsGone() {
        Bench bench = bench(PLAIN);
        Bench.Caller caller = bench.ask(0);
        caller.subscription.dispose();
        bench.cores.advance(Duration.ofSeconds(1));
        assertThat(attempts).hasValue(1);
        assertThat(caller.waits()).isTrue();
    }

    @Test
    void aShutdownEndsTheWaitForTheNextAttempt() {
        Bench bench = bench(PLAIN);
        Bench.Caller caller = bench.ask(0);
        bench.pool.shutdown().subscribe();
        bench.cores.advance(Duration.ofSeconds(1));
        assertThat(caller.error).isInstanceOf(PoolClosedException.class);
    }

    @Test
    void workIsNeverDoneTwice() {
        Bench bench = new Bench(1, options -> options.retry(PLAIN));
        AtomicInteger done = new AtomicInteger();
        List<Throwable> errors = new ArrayList<>();
        bench.cores.on(
                0,
                () -> bench.pool
                        .withConnection(link -> {
                            done.incrementAndGet();
                            return Mono.error(new ConnectException("an error that a retry would be made for"));
                        })
                        .subscribe(nothing -> {}, errors::add));
        bench.cores.advance(Duration.ofSeconds(5));
        assertThat(done).hasValue(1);
        assertThat(errors).hasSize(1);
    }

    @Test
    void withSeveralEndpointsTheNextAttemptGoesToAnotherOne() {
        VirtualRuntime cores = new VirtualRuntime(1);
        Map<Endpoint, FakeConnector> servers = new HashMap<>();
        Endpoint one = Endpoint.of(InetSocketAddress.createUnresolved("one", 1));
        Endpoint two = Endpoint.of(InetSocketAddress.createUnresolved("two", 1));
        BalancedPool<FakeConnector.Link> pool = BalancedPool.<FakeConnector.Link>builder(
                        cores.runtime(), endpoint -> servers.computeIfAbsent(endpoint, any -> new FakeConnector()))
                .options(PoolOptions.builder().max(4).retry(PLAIN).build())
                .balancer(LoadBalancer.roundRobin())
                .endpoints(List.of(one, two))
                .clock(cores::now)
                .build();
        servers.get(one).opening = link -> Mono.error(new ConnectException("refused"));
        List<Integer> done = new ArrayList<>();
        pool.withConnection(link -> Mono.just(1)).subscribe(done::add);
        cores.run();
        assertThat(done).isEmpty();
        cores.advance(Duration.ofMillis(100));
        assertThat(done).containsExactly(1);
        assertThat(servers.get(two).links).hasSize(1);
        assertThat(pool.stats().total(PoolCounts::retries)).isEqualTo(1);
    }

    @Test
    void badSettingsAreRefusedByName() {
        Map<String, Runnable> bad = new LinkedHashMap<>();
        RetryOptions options = RetryOptions.defaults();
        Duration second = Duration.ofSeconds(1);
        bad.put("retry.attempts is 0", () -> options.withAttempts(0));
        bad.put("retry.backoff is PT0S", () -> options.withBackoff(Duration.ZERO, second));
        bad.put("retry.maxBackoff is PT-1S", () -> options.withBackoff(second, second.negated()));
        bad.put(
                "retry.backoff is PT2S, above retry.maxBackoff",
                () -> options.withBackoff(second.multipliedBy(2), second));
        bad.put("retry.jitter is 1.0", () -> options.withJitter(1));
        bad.put("retry.budgetPercent is -1", () -> options.withBudget(-1, 1));
        bad.put("retry.budgetPerSecond is -1", () -> options.withBudget(1, -1));
        assertThat(bad)
                .allSatisfy((message, change) -> assertThatThrownBy(change::run)
                        .isInstanceOf(ConfigException.class)
                        .hasMessageStartingWith(message));
    }
}
