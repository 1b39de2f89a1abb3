package dev.plinth.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.Result;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a user sees of a statement, by R2DBC's rules. */
class PipelinedStatementTest {

    private static AsyncRuntime runtime;
    private Wires wires;

    @BeforeAll
    static void start() {
        runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend("netty-nio").cores(1).build());
    }

    @AfterAll
    static void stop() {
        runtime.close();
    }

    @BeforeEach
    void open() {
        wires = Wires.open(runtime, 0, WireSettings.defaults());
        wires.update("CREATE TEMP TABLE item (id int PRIMARY KEY, name text)");
    }

    @AfterEach
    void close() {
        assertThat(wires.wire().isIdle()).isTrue();
        wires.close();
    }

    @Test
    void manyAtOnceEachGetsItsOwnAnswer() {
        List<Integer> numbers = IntStream.range(0, 5_000).boxed().toList();
        List<Integer> answers = Flux.fromIterable(numbers)
                .flatMapSequential(n -> wires.values(Integer.class, "SELECT $1::int4", n), 512)
                .collectList()
                .block();
        assertThat(answers).isEqualTo(numbers);
    }

    @Test
    void resultsComeOnTheCore() {
        Integer core = wires.values(Integer.class, "SELECT $1::int4", 1)
                .map(any -> runtime.currentCore())
                .blockLast();
        assertThat(core).isZero();
    }

    @Test
    void insertsAreCounted() {
        assertThat(wires.update("INSERT INTO item VALUES ($1, $2), ($3, $4)", 1, "one", 2, "two"))
                .isEqualTo(2);
        assertThat(wires.update("UPDATE item SET name = $1", "x")).isEqualTo(2);
        assertThat(wires.update("DELETE FROM item")).isEqualTo(2);
        assertThat(wires.update("CREATE TEMP TABLE other (id int)")).isNull();
        assertThat(wires.update("SELECT generate_series(1, 5)")).isEqualTo(5);
    }

    @Test
    void severalBindingsAreSeveralResultsInOrder() {
        PipelinedStatement statement = wires.statement("INSERT INTO item VALUES ($1, $2)");
        statement.bind("$1", 1).bind("$2", "a").add();
        statement.bind(0, 2).bindNull(1, String.class).add();
        statement.bind(0, 3).bind(1, "c");
        assertThat(statement
                        .execute()
                        .concatMap(PostgresqlResult::getRowsUpdated)
                        .collectList()
                        .block())
                .containsExactly(1L, 1L, 1L);
        assertThat(wires.list(String.class, "SELECT coalesce(name, 'none') FROM item ORDER BY id"))
                .containsExactly("a", "none", "c");
    }

    @Test
    void aBindingThatFailsIsTheLastToRun() {
        PipelinedStatement statement = wires.statement("INSERT INTO item VALUES ($1, 'x') RETURNING id");
        statement.bind(0, 1).add().bind(0, 1).add().bind(0, 2);
        assertThatThrownBy(() -> statement
                        .execute()
                        .concatMap(result -> result.map((row, columns) -> row.get(0)))
                        .collectList()
                        .block())
                .isInstanceOf(R2dbcDataIntegrityViolationException.class);
        assertThat(wires.list(Integer.class, "SELECT id FROM item")).containsExactly(1);
    }

    @Test
    void generatedValuesComeBack() {
        assertThat(wires.statement("INSERT INTO item VALUES ($1, 'x')", 7)
                        .returnGeneratedValues("id")
                        .execute()
                        .flatMap(result -> result.map((row, columns) -> row.get("ID", Integer.class)))
                        .collectList()
                        .block())
                .containsExactly(7);
        assertThatThrownBy(() -> wires.statement("SELECT 1").returnGeneratedValues("id"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothingRunsBeforeItIsSubscribedTo() {
        Flux<PostgresqlResult> execution =
                wires.statement("INSERT INTO item VALUES (1, 'x')").execute();
        assertThat(wires.list(Long.class, "SELECT count(*) FROM item")).containsExactly(0L);
        execution.then().block();
        assertThat(wires.list(Long.class, "SELECT count(*) FROM item")).containsExactly(1L);
    }

    @Test
    void whatIsExecutedRunsThoughNobodyTakesItsResult() {
        wires.update("CREATE TEMP SEQUENCE seq");
        wires.statement("SELECT nextval('seq')").execute().then().block();
        Mono.from(wires.statement("SELECT nextval('seq')").execute()).then().block();
        assertThat(wires.list(Long.class, "SELECT nextval('seq')")).containsExactly(3L);
    }

    @Test
    void aResultCanBeTakenLater() {
        List<PostgresqlResult> results = wires.statement("SELECT generate_series(1, 1000)")
                .execute()
                .collectList()
                .block();
        assertThat(wires.list(Integer.class, "SELECT 1")).containsExactly(1);
        assertThat(results.get(0)
                        .map((row, columns) -> row.get(0, Integer.class))
                        .count()
                        .block())
                .isEqualTo(1000);
    }

    @Test
    void aResultIsConsumedOnce() {
        PostgresqlResult result = wires.statement("SELECT 1").execute().blockLast();
        assertThat(result.map((row, columns) -> row.get(0)).blockLast()).isEqualTo(1);
        assertThatThrownBy(() -> result.map((row, columns) -> row.get(0)).blockLast())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("consumed");
        assertThatThrownBy(() -> result.getRowsUpdated().block()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void wrongBindingsAreRefused() {
        PipelinedStatement statement = wires.statement("SELECT $1::text, $2::text");
        assertThatThrownBy(statement::execute)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No parameters");
        assertThatThrownBy(() -> statement.bind(0, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> statement.bind(2, "x")).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> statement.bind("name", "x")).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> statement.bind("$x", "x")).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> statement.bind(0, new Object())).isInstanceOf(IllegalArgumentException.class);
        statement.bind(0, "x");
        assertThatThrownBy(statement::add)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("$2");
        assertThatThrownBy(statement::execute).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> statement.fetchSize(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void errorsAreOfTheDriversClasses() {
        assertThatThrownBy(() -> wires.list(Integer.class, "SELECT nothing FROM nowhere"))
                .isInstanceOf(R2dbcBadGrammarException.class)
                .isInstanceOfSatisfying(
                        PostgresqlException.class,
                        e -> assertThat(e.getErrorDetails().getCode()).isEqualTo("42P01"))
                .hasMessageContaining("nowhere");
        wires.update("INSERT INTO item VALUES (1, 'x')");
        assertThatThrownBy(() -> wires.update("INSERT INTO item VALUES (1, 'x')"))
                .isInstanceOf(R2dbcDataIntegrityViolationException.class);
        assertThat(wires.list(Integer.class, "SELECT 1")).containsExactly(1);
    }

    @Test
    void aMapperThatThrowsEndsItsOwnStreamOnly() {
        assertThatThrownBy(() -> wires.statement("SELECT generate_series(1, 10)")
                        .execute()
                        .flatMap(result -> result.map((row, columns) -> {
                            throw new IllegalStateException("mine");
                        }))
                        .blockLast())
                .hasMessage("mine");
        assertThatThrownBy(() -> wires.statement("SELECT 1")
                        .execute()
                        .flatMap(result -> result.map((row, columns) -> null))
                        .blockLast())
                .isInstanceOf(NullPointerException.class);
        assertThat(wires.list(Integer.class, "SELECT 1")).containsExactly(1);
    }

    @Test
    void segmentsAreRowsNoticesCountsAndErrors() {
        List<String> seen = wires.statement("INSERT INTO item VALUES (1, 'a'), (2, 'b') RETURNING name")
                .execute()
                .flatMap(result -> result.flatMap(segment -> Mono.just(
                        segment instanceof Result.RowSegment row
                                ? row.row().get(0, String.class)
                                : segment instanceof Result.UpdateCount count
                                        ? "count " + count.value()
                                        : segment.toString())))
                .collectList()
                .block();
        assertThat(seen).containsExactly("a", "b", "count 2");

        List<String> notices = wires.statement("DO $$ BEGIN RAISE NOTICE 'look'; END $$")
                .execute()
                .flatMap(result -> result.flatMap(segment -> Mono.just(((Result.Message) segment).message())))
                .collectList()
                .block();
        // Nobody has taken the result when the notice comes; it went to the driver.
        assertThat(notices).isEmpty();

        List<String> errors = wires.statement("SELECT nothing")
                .execute()
                .flatMap(result -> result.flatMap(segment -> Mono.just(((Result.Message) segment).sqlState())))
                .collectList()
                .block();
        assertThat(errors).containsExactly("42703");
    }

    @Test
    void filteredResultsLeaveOutWhatIsFiltered() {
        assertThat(wires.statement("SELECT generate_series(1, 4)")
                        .execute()
                        .flatMap(result -> result.filter(segment -> !(segment instanceof Result.RowSegment row)
                                        || row.row().get(0, Integer.class) % 2 == 0)
                                .map((row, columns) -> row.get(0, Integer.class)))
                        .collectList()
                        .block())
                .containsExactly(2, 4);
        assertThatThrownBy(() -> wires.statement("SELECT nothing")
                        .execute()
                        .flatMap(result -> result.filter(any -> true).getRowsUpdated())
                        .blockLast())
                .isInstanceOf(R2dbcBadGrammarException.class);
        assertThat(wires.statement("SELECT nothing")
                        .execute()
                        .flatMap(result -> result.filter(any -> false).map((row, columns) -> 1))
                        .collectList()
                        .block())
                .isEmpty();
    }
}
