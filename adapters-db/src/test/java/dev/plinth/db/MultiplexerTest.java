package dev.plinth.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import io.netty.buffer.ByteBufAllocator;
import io.r2dbc.postgresql.codec.DefaultCodecs;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class MultiplexerTest {

    private static final int CORES = 2;

    private static AsyncRuntime runtime;
    private final AtomicInteger opened = new AtomicInteger();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private Multiplexer multiplexer;

    @BeforeAll
    static void start() {
        runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend("netty-nio").cores(CORES).build());
    }

    @AfterAll
    static void stop() {
        runtime.close();
    }

    @AfterEach
    void close() {
        multiplexer.close().block();
        assertThat(multiplexer.connections()).isZero();
    }

    private record Shared(Wires wires, Wire wire) implements SharedConnection {
        @Override
        public Mono<Void> close() {
            return wires.r2dbc().close();
        }
    }

    private void open(MultiplexerSettings settings) {
        IntFunction<Mono<Shared>> opener = core -> Mono.fromCallable(() -> {
                    Throwable failure = failures.poll();
                    if (failure instanceof RuntimeException e) {
                        throw e;
                    }
                    opened.incrementAndGet();
                    Wires wires = Wires.open(runtime, core, WireSettings.defaults());
                    return new Shared(wires, wires.wire());
                })
                .subscribeOn(Schedulers.boundedElastic());
        multiplexer = new Multiplexer(runtime, settings, new DefaultCodecs(ByteBufAllocator.DEFAULT), true, opener);
    }

    private static MultiplexerSettings settings(int connections, int max, Duration slowAfter) {
        return new MultiplexerSettings(connections, max, slowAfter, 1_000);
    }

    private <T> Flux<T> values(Class<T> type, String sql, Object... values) {
        PipelinedStatement statement = new PipelinedStatement(multiplexer, SqlText.of(sql));
        for (int i = 0; i < values.length; i++) {
            statement.bind(i, values[i]);
        }
        return statement.execute().flatMap(result -> result.map((row, columns) -> row.get(0, type)));
    }

    @Test
    void callersFromOutsideAreSpreadOverTheCores() {
        open(settings(1, 4, Duration.ofMinutes(1)));
        int[] answers = new int[CORES];
        for (int i = 0; i < 200; i++) {
            // Asked where the row is mapped: what flatMap merges it may pass on from the thread that subscribes.
            answers[
                    new PipelinedStatement(multiplexer, SqlText.of("SELECT $1::int4"))
                            .bind(0, i)
                            .execute()
                            .flatMap(result -> result.map((row, columns) -> runtime.currentCore()))
                            .blockLast()]++;
        }
        assertThat(answers).containsExactly(100, 100);
        assertThat(opened).hasValue(CORES);
        assertThat(multiplexer.connections()).isEqualTo(CORES);
    }

    @Test
    void aCallerOnACoreStaysThere() {
        open(settings(2, 4, Duration.ofMinutes(1)));
        for (int core = 0; core < CORES; core++) {
            int asked = core;
            List<Integer> answered = runtime.blockOn(runtime.spawnOn(
                            asked,
                            () -> Flux.range(0, 100)
                                    .flatMap(i ->
                                            values(Integer.class, "SELECT 1").map(any -> runtime.currentCore()))
                                    .collectList())
                    .flatMap(answers -> answers));
            assertThat(answered).hasSize(100).containsOnly(asked);
        }
        assertThat(opened).hasValue(2 * CORES);
    }

    @Test
    void aSlowStatementDoesNotHoldUpThoseThatComeAfterIt() {
        open(settings(1, 2, Duration.ofMillis(5)));
        CompletableFuture<List<Object>> slow =
                onCore0Async("SELECT pg_sleep(3600)").toFuture();
        // Until it counts as slow, others may still be sent behind it.
        await().until(() -> onCore0Async("SELECT 1")
                        .timeout(Duration.ofMillis(500), Mono.just(List.of()))
                        .block()
                        .size()
                == 1);
        for (int i = 0; i < 50; i++) {
            int n = i;
            List<Integer> answers = runtime.blockOn(runtime.spawnOn(
                            0, () -> values(Integer.class, "SELECT $1::int4", n).collectList())
                    .flatMap(answer -> answer));
            assertThat(answers).containsExactly(n);
        }
        assertThat(slow).isNotDone();
        assertThat(multiplexer.connections()).isEqualTo(2);
        values(
                        Boolean.class,
                        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE '%sleep(3600)'"
                                + " AND pid <> pg_backend_pid()")
                .blockLast();
        assertThatThrownBy(slow::join).hasMessageContaining("cancel");
    }

    @Test
    void aStreamWhoseRowsAskForMoreDoesNotWaitForItself() {
        open(settings(1, 4, Duration.ofMinutes(1)));
        Long sum = runtime.blockOn(runtime.spawnOn(
                        0,
                        () -> values(String.class, "SELECT repeat('x', 1000) || i FROM generate_series(1, 2000) i")
                                .concatMap(row -> values(Integer.class, "SELECT $1::int4", row.length()), 1)
                                .count())
                .flatMap(count -> count));
        assertThat(sum).isEqualTo(2_000);
    }

    @Test
    void aBrokenConnectionIsReplaced() {
        open(settings(1, 4, Duration.ofMinutes(1)));
        for (int round = 0; round < 3; round++) {
            assertThat(onCore0("SELECT 1")).isEqualTo(1);
            assertThatThrownBy(() -> onCore0("SELECT pg_terminate_backend(pg_backend_pid())"))
                    .hasMessageContaining("terminating connection");
        }
        assertThat(onCore0("SELECT 1")).isEqualTo(1);
        assertThat(opened).hasValue(4);
    }

    @Test
    void aConnectionWhoseTimeIsUpIsReplacedBeforeItGoes() {
        open(settings(1, 4, Duration.ofMinutes(1)).withLifetime(Duration.ofMillis(300), 0.5));
        Object first = onCore0("SELECT pg_backend_pid()");
        CompletableFuture<List<Object>> running =
                onCore0Async("SELECT pg_sleep(0.5)").toFuture();
        await().untilAsserted(
                        () -> assertThat(onCore0("SELECT pg_backend_pid()")).isNotEqualTo(first));
        assertThat(running.join()).hasSize(1); // what was on its way has ended well
        String gone = "SELECT count(*) FROM pg_stat_activity WHERE pid = " + first;
        await().untilAsserted(() -> assertThat(onCore0(gone)).isEqualTo(0L));
        assertThat(failures).isEmpty();
    }

    private Object onCore0(String sql) {
        return runtime.blockOn(runtime.spawnOn(
                        0, () -> values(Object.class, sql).last())
                .flatMap(answer -> answer));
    }

    @Test
    void connectionsThatCannotBeOpenedAreAnErrorForThoseThatWaitAndTheNextTryMayDo() {
        open(settings(1, 4, Duration.ofMinutes(1)));
        failures.add(new IllegalStateException("no server"));
        List<String> answers = runtime.blockOn(runtime.spawnOn(
                        0,
                        () -> Flux.range(0, 10)
                                .flatMap(i -> values(Integer.class, "SELECT 1")
                                        .map(any -> "answer")
                                        .onErrorResume(e -> Mono.just(e.getMessage())))
                                .collectList())
                .flatMap(all -> all));
        assertThat(answers).hasSize(10).containsOnly("no server");
        assertThat(onCore0("SELECT 1")).isEqualTo(1);
    }

    @Test
    void whatWaitsForAConnectionIsBoundedAndCanBeCancelled() {
        open(new MultiplexerSettings(1, 1, Duration.ofMinutes(1), 5));
        List<String> answers = runtime.blockOn(runtime.spawnOn(0, () -> {
                    values(Integer.class, "SELECT 1").subscribe().dispose();
                    return Flux.merge(IntStream.range(0, 8)
                                    .mapToObj(i -> values(Integer.class, "SELECT 1")
                                            .map(any -> "answer")
                                            .onErrorResume(e -> Mono.just("refused")))
                                    .toList())
                            .collectList();
                })
                .flatMap(all -> all));
        assertThat(answers).hasSize(8);
        assertThat(answers.stream().filter("answer"::equals)).hasSizeBetween(4, 5);
    }

    @Test
    void connectionsThatAreNoLongerNeededAreClosed() {
        open(settings(1, 3, Duration.ofMillis(1)).withIdleAfter(Duration.ofMillis(100)));
        var sleeping = Flux.range(0, 20)
                .flatMap(i -> Mono.delay(Duration.ofMillis(10L * i)).thenMany(onCore0Async("SELECT pg_sleep(0.3)")))
                .collectList()
                .toFuture();
        await().until(() -> multiplexer.connections() > 1);
        sleeping.join();
        await().until(() -> multiplexer.connections() == 1);
        assertThat(onCore0("SELECT 1")).isEqualTo(1);
    }

    private Mono<List<Object>> onCore0Async(String sql) {
        return runtime.spawnOn(0, () -> values(Object.class, sql).collectList()).flatMap(answer -> answer);
    }

    @Test
    void closingLetsWhatRunsEndAndRefusesTheRest() {
        open(settings(1, 1, Duration.ofMinutes(1)));
        assertThat(onCore0("SELECT 1")).isEqualTo(1);
        CompletableFuture<List<Object>> running = runtime.blockOn(runtime.spawnOn(
                0,
                () -> values(Object.class, "SELECT 2 FROM pg_sleep(0.2)")
                        .collectList()
                        .toFuture()));
        multiplexer.close().block();
        assertThat(running.join()).containsExactly(2);
        assertThatThrownBy(() -> onCore0("SELECT 1")).hasMessageContaining("closed");
    }
}
