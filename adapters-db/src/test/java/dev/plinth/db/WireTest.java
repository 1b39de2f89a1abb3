package dev.plinth.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Signal;
import reactor.core.scheduler.Schedulers;

/** What happens on a wire that several use, when something goes wrong for one of them. */
class WireTest {

    private static AsyncRuntime runtime;
    private final List<Wires> opened = new ArrayList<>();

    @BeforeAll
    static void start() {
        runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend("netty-nio").cores(1).build());
    }

    @AfterAll
    static void stop() {
        runtime.close();
    }

    @AfterEach
    void close() {
        opened.forEach(Wires::close);
    }

    private Wires open(WireSettings settings) {
        Wires wires = Wires.open(runtime, 0, settings);
        opened.add(wires);
        return wires;
    }

    private Wires open() {
        return open(WireSettings.defaults());
    }

    /** All are sent in one turn of the loop, and thus in one batch. */
    private static <T> List<Signal<T>> atOnce(Wires wires, List<Flux<T>> all) {
        return Wires.on(
                        wires.loop(),
                        () -> Flux.merge(Flux.fromIterable(all).map(one -> one.materialize()), all.size(), 32)
                                .filter(signal -> !signal.isOnComplete())
                                .collectList()
                                .toFuture())
                .join();
    }

    private static void usable(Wires wires) {
        assertThat(wires.list(Integer.class, "SELECT 42")).containsExactly(42);
        assertThat(Wires.on(wires.loop(), () -> wires.wire().isIdle())).isTrue();
    }

    @Test
    void errorsInTheMiddleOfAPipelineStayTheirOwn() {
        Wires wires = open();
        List<Flux<Integer>> all = IntStream.range(0, 100)
                .mapToObj(i -> wires.values(Integer.class, "SELECT 100 / ($1::int4 % 10)", i))
                .toList();
        List<Signal<Integer>> signals = atOnce(wires, all);
        assertThat(signals).hasSize(100);
        for (int i = 0; i < 100; i++) {
            if (i % 10 == 0) {
                assertThat(signals.get(i).getThrowable())
                        .isInstanceOf(R2dbcException.class)
                        .hasMessageContaining("division by zero");
            } else {
                assertThat(signals.get(i).get()).isEqualTo(100 / (i % 10));
            }
        }
        usable(wires);
    }

    @Test
    void aParseThatFailsIsToldToAllThatWaitForItEachWithAnErrorOfItsOwn() {
        Wires wires = open();
        List<Flux<Integer>> all = IntStream.range(0, 50)
                .mapToObj(i -> wires.values(Integer.class, "SELECT $1::int4 FROM nowhere", i))
                .toList();
        List<Signal<Integer>> signals = atOnce(wires, all);
        assertThat(signals).hasSize(50);
        assertThat(signals)
                .allSatisfy(signal -> assertThat(signal.getThrowable())
                        .isInstanceOf(R2dbcBadGrammarException.class)
                        .hasMessageContaining("nowhere"));
        assertThat(signals.stream().map(Signal::getThrowable).distinct()).hasSize(50);
        usable(wires);
        wires.update("CREATE TEMP TABLE nowhere AS SELECT 1 AS id");
        assertThat(wires.list(Integer.class, "SELECT $1::int4 FROM nowhere", 7)).containsExactly(7);
    }

    @Test
    void preparedOnceHoweverManyAskAtOnce() {
        Wires wires = open();
        List<Flux<Integer>> all = IntStream.range(0, 50)
                .mapToObj(i -> wires.values(Integer.class, "SELECT $1::int4 + 1", i))
                .toList();
        assertThat(atOnce(wires, all)).hasSize(50);
        assertThat(wires.list(
                        Long.class, "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%int4 + 1'"))
                .containsExactly(1L);
    }

    @Test
    void theLeastRecentlyPreparedIsGivenUp() {
        WireSettings d = WireSettings.defaults();
        Wires wires = open(new WireSettings(
                d.maxInFlight(), d.maxWaiting(), 3, d.resultBuffer(), d.sharedResultBuffer(), d.cancelAfter(), true));
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10; i++) {
                assertThat(wires.list(Integer.class, "SELECT " + i)).containsExactly(i);
            }
        }
        assertThat(wires.list(Long.class, "SELECT count(*) FROM pg_prepared_statements")
                        .get(0))
                .isBetween(1L, 4L); // what is given up goes with the next statement
        // Types of parameters that change make another one of the same text.
        for (int i = 0; i < 10; i++) {
            assertThat(wires.list(String.class, "SELECT $1::text", i % 2 == 0 ? 1 : "x"))
                    .containsExactly(i % 2 == 0 ? "1" : "x");
        }
    }

    @Test
    void whatTheServerHasForgottenIsPreparedAgain() {
        Wires wires = open();
        for (String forget : List.of("DEALLOCATE ALL", "DISCARD ALL")) {
            assertThat(wires.list(Integer.class, "SELECT $1::int4 + 0", 1)).containsExactly(1);
            wires.update(forget);
            List<Flux<Integer>> all = IntStream.range(0, 20)
                    .mapToObj(i -> wires.values(Integer.class, "SELECT $1::int4 + 0", i))
                    .toList();
            assertThat(atOnce(wires, all))
                    .allSatisfy(signal -> assertThat(signal.isOnNext()).isTrue());
        }
    }

    @Test
    void aTableMayChangeUnderACachedPlan() {
        Wires wires = open();
        wires.update("CREATE TEMP TABLE changing (a int4)");
        wires.update("INSERT INTO changing VALUES (5)");
        for (int i = 0; i < 3; i++) {
            assertThat(wires.list(Object.class, "SELECT * FROM changing")).containsExactly(5);
        }
        wires.update("ALTER TABLE changing ALTER a TYPE text");
        assertThat(wires.list(Object.class, "SELECT * FROM changing")).containsExactly("5");
        wires.update("ALTER TABLE changing ALTER a TYPE int8 USING a::int8");
        List<Flux<Object>> all = IntStream.range(0, 20)
                .mapToObj(i -> wires.values(Object.class, "SELECT * FROM changing"))
                .toList();
        assertThat(atOnce(wires, all))
                .allSatisfy(signal -> assertThat(signal.get()).isEqualTo(5L));
    }

    @Test
    void inATransactionNothingIsSentAgain() {
        Wires wires = open();
        wires.list(Integer.class, "SELECT $1::int4 + 0", 1);
        wires.update("DEALLOCATE ALL");
        wires.update("BEGIN");
        assertThat(wires.wire().transactionStatus()).isEqualTo('T');
        assertThatThrownBy(() -> wires.list(Integer.class, "SELECT $1::int4 + 0", 1))
                .isInstanceOf(R2dbcException.class)
                .hasMessageContaining("does not exist");
        assertThat(wires.wire().transactionStatus()).isEqualTo('E');
        wires.update("ROLLBACK");
        assertThat(wires.wire().transactionStatus()).isEqualTo('I');
        assertThat(wires.list(Integer.class, "SELECT $1::int4 + 0", 1)).containsExactly(1);
    }

    @Test
    void theCapHoldsAndTheQueueIsBounded() {
        WireSettings d = WireSettings.defaults();
        Wires wires =
                open(new WireSettings(4, 10, 16, d.resultBuffer(), d.sharedResultBuffer(), d.cancelAfter(), true));
        List<Flux<Integer>> all = IntStream.range(0, 20)
                .mapToObj(i -> wires.values(Integer.class, "SELECT $1::int4", i))
                .toList();
        List<Signal<Integer>> signals = atOnce(wires, all);
        assertThat(signals.stream().filter(Signal::isOnNext).map(Signal::get)).hasSize(14);
        assertThat(signals.stream().filter(Signal::isOnError).map(Signal::getThrowable))
                .hasSize(6)
                .allSatisfy(e -> assertThat(e).hasMessageContaining("4 are in flight"));
        usable(wires);
    }

    @Test
    void theServersStatementTimeoutIsAnErrorOfThatStatementOnly() {
        Wires wires = open();
        wires.update("SET statement_timeout = 50");
        List<Signal<Object>> signals = atOnce(
                wires,
                List.of(
                        wires.values(Object.class, "SELECT 1"),
                        wires.values(Object.class, "SELECT pg_sleep(60)"),
                        wires.values(Object.class, "SELECT 2")));
        assertThat(signals.get(0).get()).isEqualTo(1);
        assertThat(signals.get(1).getThrowable())
                .isInstanceOfSatisfying(
                        R2dbcException.class, e -> assertThat(e.getSqlState()).isEqualTo("57014"));
        assertThat(signals.get(2).get()).isEqualTo(2);
    }

    @Test
    void aLostConnectionTellsEachWhatIsKnown() {
        WireSettings d = WireSettings.defaults();
        Wires wires =
                open(new WireSettings(8, 100, 16, d.resultBuffer(), d.sharedResultBuffer(), d.cancelAfter(), true));
        Wires other = open();
        int pid = wires.list(Integer.class, "SELECT pg_backend_pid()").get(0);
        List<Flux<Object>> all = new ArrayList<>();
        all.add(wires.values(Object.class, "SELECT pg_sleep(60)"));
        IntStream.range(0, 20).forEach(i -> all.add(wires.values(Object.class, "SELECT $1::int4", i)));
        CompletableFuture<List<Signal<Object>>> signals = CompletableFuture.supplyAsync(() -> atOnce(wires, all));
        await().until(() -> wires.wire().outstanding() == 21);
        assertThat(other.list(Boolean.class, "SELECT pg_terminate_backend($1)", pid))
                .containsExactly(true);
        List<Throwable> errors =
                signals.join().stream().map(Signal::getThrowable).toList();
        assertThat(errors).hasSize(21).doesNotContainNull();
        assertThat(errors.get(0)).hasMessageContaining("terminating connection");
        assertThat(errors.stream().filter(StatementMayHaveRunException.class::isInstance))
                .hasSize(7);
        assertThat(errors.stream().filter(e -> e.getMessage().contains("was not sent")))
                .hasSize(13)
                .allSatisfy(e -> assertThat(e).isInstanceOf(R2dbcNonTransientResourceException.class));
        assertThatThrownBy(() -> wires.list(Integer.class, "SELECT 1")).hasMessageContaining("was not sent");
    }

    @Test
    void cancelledBeforeItIsSentItNeverRuns() {
        WireSettings d = WireSettings.defaults();
        Wires wires =
                open(new WireSettings(1, 10, 16, d.resultBuffer(), d.sharedResultBuffer(), d.cancelAfter(), true));
        wires.update("CREATE TEMP SEQUENCE counted");
        Wires.on(wires.loop(), () -> {
            wires.values(Object.class, "SELECT pg_sleep(0.05)").subscribe();
            wires.values(Object.class, "SELECT nextval('counted')").subscribe().dispose();
            return null;
        });
        assertThat(wires.list(Long.class, "SELECT nextval('counted')")).containsExactly(1L);
        usable(wires);
    }

    @Test
    void cancelledWhileOthersAreInFlightItsAnswersAreThrownAway() {
        Wires wires = open();
        List<Integer> answers = Wires.on(wires.loop(), () -> {
                    var cancelled = wires.values(Integer.class, "SELECT generate_series(1, 10000)")
                            .subscribe();
                    var result = wires.values(Integer.class, "SELECT 7")
                            .collectList()
                            .toFuture();
                    cancelled.dispose();
                    return result;
                })
                .join();
        assertThat(answers).containsExactly(7);
        assertThat(wires.values(Integer.class, "SELECT generate_series(1, 20000)")
                        .take(3)
                        .collectList()
                        .block())
                .containsExactly(1, 2, 3);
        await().until(() -> wires.wire().outstanding() == 0);
        usable(wires);
    }

    @Test
    void aStatementThatNobodyWaitsForIsCancelledOnTheServer() {
        Wires wires = open();
        Wires other = open();
        var running = wires.values(Object.class, "SELECT pg_sleep(3600)").subscribe();
        await().until(() -> running(other, "SELECT pg_sleep(3600)") == 1);
        running.dispose();
        await().until(() -> running(other, "SELECT pg_sleep(3600)") == 0);
        usable(wires);
    }

    @Test
    void aNeighbourIsNeverCancelled() {
        Wires wires = open();
        Wires other = open();
        CompletableFuture<List<Object>> neighbour = Wires.on(wires.loop(), () -> {
            wires.values(Object.class, "SELECT pg_sleep(0.3)").subscribe().dispose();
            var cancelled = wires.values(Object.class, "SELECT pg_sleep(0.3)").subscribe();
            var result = wires.values(Object.class, "SELECT count(*) FROM pg_sleep(0.1)")
                    .collectList()
                    .toFuture();
            cancelled.dispose();
            return result;
        });
        assertThat(neighbour.join()).containsExactly(1L);
        usable(wires);
        usable(other);
    }

    @Test
    void inATransactionACancelledStatementLeavesTheTransactionAlone() {
        Wires wires = open();
        wires.update("BEGIN");
        assertThat(wires.values(Integer.class, "SELECT generate_series(1, 20000)")
                        .next()
                        .block())
                .isEqualTo(1);
        assertThat(wires.list(Integer.class, "SELECT 1")).containsExactly(1);
        assertThat(wires.wire().transactionStatus()).isEqualTo('T');
        wires.update("COMMIT");
    }

    private static long running(Wires other, String sql) {
        return other.list(
                        Long.class, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = $1", sql)
                .get(0);
    }

    @Test
    void aResultThatIsNotTakenStopsReadingAndGoesOnWhenItIs() {
        WireSettings d = WireSettings.defaults();
        Wires wires = open(new WireSettings(256, 256, 16, 16 << 10, 32 << 10, d.cancelAfter(), true));
        int rows = 5_000;
        Slow<String> slow = new Slow<>();
        wires.statement("SELECT repeat('x', 2000) || i FROM generate_series(1, " + rows + ") i")
                .execute()
                .flatMap(result -> result.map((row, columns) -> row.get(0, String.class)), 1, 1)
                .subscribe(slow);
        slow.request(1);
        await().until(() -> Wires.on(wires.loop(), () -> wires.wire().isHeldUpByReader()));
        await().during(Duration.ofMillis(100)).until(() -> slow.taken.size() == 1);
        CompletableFuture<List<Integer>> behind =
                wires.values(Integer.class, "SELECT 8").collectList().toFuture();
        slow.request(999);
        await().until(() -> slow.taken.size() == 1_000);
        assertThat(behind).isNotDone();
        slow.request(Long.MAX_VALUE);
        await().until(() -> slow.completed);
        assertThat(slow.taken).hasSize(rows).last().isEqualTo("x".repeat(2_000) + rows);
        assertThat(behind.join()).containsExactly(8);
        usable(wires);
    }

    @Test
    void aSlowResultThatIsCancelledGivesTheWireBack() {
        Wires wires = open();
        Slow<String> slow = new Slow<>();
        wires.statement("SELECT repeat('x', 2000) || i FROM generate_series(1, 5000) i")
                .execute()
                .flatMap(result -> result.map((row, columns) -> row.get(0, String.class)), 1, 1)
                .subscribe(slow);
        slow.request(1);
        await().until(() -> Wires.on(wires.loop(), () -> wires.wire().isHeldUpByReader()));
        slow.cancel();
        usable(wires);
    }

    @Test
    void smallResultsThatAreNotTakenDoNotHoldUpOthers() {
        Wires wires = open();
        Slow<Integer> slow = new Slow<>();
        wires.values(Integer.class, "SELECT generate_series(1, 1000)").subscribe(slow);
        assertThat(wires.list(Integer.class, "SELECT 9")).containsExactly(9);
        slow.request(Long.MAX_VALUE);
        await().until(() -> slow.completed);
        assertThat(slow.taken).hasSize(1000);
    }

    @Test
    void rowsAreAskedForFromOtherThreads() {
        Wires wires = open();
        List<Integer> expected = IntStream.rangeClosed(1, 300).boxed().toList();
        List<List<Integer>> all = Flux.range(0, 40)
                .flatMap(
                        i -> wires.values(Integer.class, "SELECT generate_series(1, 300)")
                                .publishOn(Schedulers.parallel(), 1 + i % 7)
                                .collectList(),
                        8)
                .collectList()
                .block();
        assertThat(all).hasSize(40).allSatisfy(rows -> assertThat(rows).isEqualTo(expected));
        List<List<Integer>> some = Flux.range(0, 40)
                .flatMap(
                        i -> wires.values(Integer.class, "SELECT generate_series(1, 300)")
                                .publishOn(Schedulers.parallel(), 1 + i % 7)
                                .take(1 + i)
                                .collectList(),
                        8)
                .collectList()
                .block();
        assertThat(some.stream().map(List::size)).containsExactlyInAnyOrderElementsOf(expected.subList(0, 40));
        await().until(() -> wires.wire().outstanding() == 0);
        usable(wires);
    }

    @Test
    void aResultThatNobodyTakesDoesNotHoldUpTheWireForGood() {
        WireSettings d = WireSettings.defaults();
        Wires wires = open(new WireSettings(256, 256, 16, 16 << 10, 16 << 10, d.cancelAfter(), true));
        PostgresqlResult result = wires.statement("SELECT repeat('x', 2000) FROM generate_series(1, 5000)")
                .execute()
                .blockLast();
        await().until(() -> Wires.on(wires.loop(), () -> wires.wire().isHeldUpByReader()));
        assertThat(wires.list(Integer.class, "SELECT 5")).containsExactly(5);
        assertThatThrownBy(() -> result.getRowsUpdated().block()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void bigRowsAndBigParametersGoThrough() {
        Wires wires = open();
        for (int size : new int[] {1, 1_000, 65_530, 300_000, 5_000_000}) {
            String text = "ä".repeat(size / 2) + "x";
            assertThat(wires.list(String.class, "SELECT $1::text", text)).containsExactly(text);
            byte[] bytes = new byte[size];
            Arrays.fill(bytes, (byte) 200);
            assertThat(wires.list(byte[].class, "SELECT $1::bytea", (Object) bytes)
                            .get(0))
                    .isEqualTo(bytes);
        }
        List<Flux<String>> all = IntStream.range(0, 50)
                .mapToObj(i -> wires.values(String.class, "SELECT repeat('y', $1::int4)", i * 5_000))
                .toList();
        assertThat(atOnce(wires, all).stream().map(signal -> signal.get().length()))
                .isEqualTo(IntStream.range(0, 50).map(i -> i * 5_000).boxed().toList());
    }

    @Test
    void theDriverSpeaksOnTheConnectionInBetween() {
        Wires wires = open();
        List<String> heard = new CopyOnWriteArrayList<>();
        var listening =
                wires.r2dbc().getNotifications().subscribe(notification -> heard.add(notification.getParameter()));
        for (int round = 0; round < 20; round++) {
            int n = round;
            assertThat(wires.list(Integer.class, "SELECT $1::int4", n)).containsExactly(n);
            assertThat(Flux.from(wires.r2dbc()
                                    .createStatement("SELECT $1::int4 AS n, repeat('z', 50000)")
                                    .bind(0, n)
                                    .execute())
                            .flatMap(result -> result.map((row, columns) -> row.get("n", Integer.class)))
                            .blockLast())
                    .isEqualTo(n);
            if (round == 5) {
                Flux.from(wires.r2dbc().createStatement("LISTEN news").execute())
                        .flatMap(PostgresqlResult::getRowsUpdated)
                        .blockLast();
            }
            wires.list(String.class, "SELECT pg_notify('news', $1)", "n" + n + "-" + "w".repeat(n * 300));
        }
        await().until(() -> heard.size() == 15);
        assertThat(heard.get(14)).startsWith("n19-ww");
        listening.dispose();
    }

    /** Asks for what it is told to. */
    private static final class Slow<T> extends BaseSubscriber<T> {

        final List<T> taken = Collections.synchronizedList(new ArrayList<>());
        volatile boolean completed;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {}

        @Override
        protected void hookOnNext(T value) {
            taken.add(value);
        }

        @Override
        protected void hookOnComplete() {
            completed = true;
        }
    }
}
