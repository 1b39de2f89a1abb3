package dev.plinth.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import io.netty.buffer.Unpooled;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.ValidationDepth;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Logical connections, on one backend; the suite on all of them is in integration-tests. */
class ConnectionTest {

    private static AsyncRuntime runtime;
    private static DbAdapter adapter;

    private PostgresqlConnection connection;

    @BeforeAll
    static void start() {
        runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend("netty-nio").cores(2).build());
        adapter = runtime.blockOn(DbAdapter.connect(runtime, Database.url() + "&application_name=ConnectionTest"));
    }

    @AfterAll
    static void stop() {
        adapter.close();
        runtime.close();
    }

    @BeforeEach
    void open() {
        connection = get(adapter.connection());
        run("DROP TABLE IF EXISTS t");
        run("CREATE TABLE t (id int PRIMARY KEY, name text)");
    }

    @AfterEach
    void close() {
        get(connection.close());
        await().untilAsserted(() -> assertThat(adapter.unwrap(PlinthConnectionFactory.class)
                        .orElseThrow()
                        .poolStats()
                        .leased())
                .isZero());
    }

    private static <T> T get(Mono<T> mono) {
        return runtime.blockOn(mono.timeout(Duration.ofSeconds(20)));
    }

    private long run(String sql, Object... values) {
        return run(connection, sql, values);
    }

    private static long run(PostgresqlConnection connection, String sql, Object... values) {
        return get(results(connection, sql, values)
                .concatMap(PostgresqlResult::getRowsUpdated)
                .reduce(0L, Long::sum));
    }

    private static Flux<PostgresqlResult> results(PostgresqlConnection connection, String sql, Object... values) {
        var statement = connection.createStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.bind(i, values[i]);
        }
        return statement.execute();
    }

    private <T> List<T> rows(Class<T> type, String sql, Object... values) {
        return rows(connection, type, sql, values);
    }

    private static <T> List<T> rows(PostgresqlConnection connection, Class<T> type, String sql, Object... values) {
        return get(results(connection, sql, values)
                .concatMap(result -> result.map((row, metadata) -> row.get(0, type)))
                .collectList());
    }

    @Test
    void statements() {
        assertThat(run("INSERT INTO t VALUES ($1, $2)", 1, "one")).isEqualTo(1);
        assertThat(rows(String.class, "SELECT name FROM t WHERE id = $1", 1)).containsExactly("one");
        assertThat(rows(Integer.class, "SELECT generate_series(1, 1000)")).hasSize(1000);
        assertThat(rows(String.class, "SELECT name FROM t WHERE id = 2")).isEmpty();
    }

    @Test
    void transactionsCommitAndRollBack() {
        get(connection.beginTransaction());
        assertThat(connection.isAutoCommit()).isFalse();
        run("INSERT INTO t VALUES (1, 'kept')");
        get(connection.commitTransaction());
        assertThat(connection.isAutoCommit()).isTrue();
        get(connection.beginTransaction());
        run("INSERT INTO t VALUES (2, 'dropped')");
        get(connection.createSavepoint("s"));
        run("INSERT INTO t VALUES (3, 'dropped')");
        get(connection.rollbackTransactionToSavepoint("s"));
        assertThat(rows(Integer.class, "SELECT id FROM t ORDER BY id")).containsExactly(1, 2);
        get(connection.rollbackTransaction());
        assertThat(rows(Integer.class, "SELECT id FROM t")).containsExactly(1);
    }

    @Test
    void nothingIsSeenOfATransactionThatIsOpen() {
        PostgresqlConnection other = get(adapter.connection());
        get(connection.beginTransaction());
        run("INSERT INTO t VALUES (1, 'mine')");
        assertThat(rows(other, Integer.class, "SELECT id FROM t")).isEmpty();
        get(connection.close()); // without a commit
        assertThat(rows(other, Integer.class, "SELECT id FROM t")).isEmpty();
        get(other.close());
    }

    @Test
    void aTransactionBegunByTextIsOne() {
        run("BEGIN");
        assertThat(connection.isAutoCommit()).isFalse();
        run("INSERT INTO t VALUES (1, 'dropped')");
        run("ROLLBACK");
        assertThat(connection.isAutoCommit()).isTrue();
        assertThat(rows(Integer.class, "SELECT id FROM t")).isEmpty();
    }

    @Test
    void aFailedTransactionCannotBeCommitted() {
        get(connection.beginTransaction());
        assertThatThrownBy(() -> run("SELEC 1")).isInstanceOf(R2dbcBadGrammarException.class);
        assertThatThrownBy(() -> run("SELECT 1")).isInstanceOf(R2dbcException.class);
        assertThatThrownBy(() -> get(connection.commitTransaction())).isInstanceOf(R2dbcException.class);
        assertThat(rows(Integer.class, "SELECT 1")).containsExactly(1);
    }

    @Test
    void errorsAreOfR2dbcsClasses() {
        run("INSERT INTO t VALUES (1, 'one')");
        assertThatThrownBy(() -> run("INSERT INTO t VALUES (1, 'again')"))
                .isInstanceOf(R2dbcDataIntegrityViolationException.class);
        assertThatThrownBy(() -> run("SELECT * FROM absent")).isInstanceOf(R2dbcBadGrammarException.class);
        assertThat(rows(Integer.class, "SELECT 1")).containsExactly(1);
    }

    @Test
    void batches() {
        List<Long> counts = get(connection
                .createBatch()
                .add("INSERT INTO t VALUES (1, 'a'), (2, 'b')")
                .add("UPDATE t SET name = 'c'")
                .execute()
                .concatMap(PostgresqlResult::getRowsUpdated)
                .collectList());
        assertThat(counts).containsExactly(2L, 2L);
    }

    @Test
    void copy() {
        byte[] rows = "1,one\n2,two\n".getBytes(StandardCharsets.UTF_8);
        Long copied = get(connection
                .copyIn("COPY t FROM STDIN WITH (FORMAT csv)")
                .from(Unpooled.wrappedBuffer(rows))
                .build());
        assertThat(copied).isEqualTo(2);
        assertThat(rows(String.class, "SELECT name FROM t ORDER BY id")).containsExactly("one", "two");
    }

    @Test
    void notifications() {
        List<String> heard = new CopyOnWriteArrayList<>();
        Disposable listening = connection.getNotifications().subscribe(it -> heard.add(it.getParameter()));
        run("LISTEN news");
        PostgresqlConnection other = get(adapter.connection());
        run(other, "NOTIFY news, 'hello'");
        await().untilAsserted(() -> assertThat(heard).containsExactly("hello"));
        get(connection.close());
        assertThat(listening.isDisposed()).isTrue(); // the flux has completed
        run(other, "NOTIFY news, 'to nobody'");
        get(other.close());
        assertThat(heard).containsExactly("hello");
    }

    @Test
    void theStateOfASessionStaysWithItsConnectionAndEndsWithIt() {
        run("SET application_name = 'mine'");
        run("CREATE TEMP TABLE temporary (id int)");
        assertThat(rows(String.class, "SHOW application_name")).containsExactly("mine");
        assertThat(run("INSERT INTO temporary VALUES (1)")).isEqualTo(1);
        get(connection.close());
        for (int i = 0; i < 20; i++) { // whichever connection it is that one gets
            PostgresqlConnection other = get(adapter.connection());
            get(other.beginTransaction());
            assertThat(rows(other, String.class, "SHOW application_name")).containsExactly("ConnectionTest");
            assertThatThrownBy(() -> run(other, "SELECT * FROM temporary"))
                    .isInstanceOf(R2dbcBadGrammarException.class);
            get(other.close());
        }
    }

    @Test
    void aCancelledStatementIsCancelledOnTheServer() {
        run("SET application_name = 'mine'"); // so that the connection is known
        Integer pid = rows(Integer.class, "SELECT pg_backend_pid()").get(0);
        Disposable slow = sleep(pid);
        slow.dispose();
        await().untilAsserted(() -> assertThat(sleeping(pid)).isEqualTo(0));
        assertThat(rows(Integer.class, "SELECT pg_backend_pid()")).containsExactly(pid);
    }

    /** It would fail by that: so it is cancelled when the transaction is rolled back anyway. */
    @Test
    void aCancelledStatementOfATransactionIsCancelledByTheRollback() {
        get(connection.beginTransaction());
        Integer pid = rows(Integer.class, "SELECT pg_backend_pid()").get(0);
        Disposable slow = sleep(pid);
        slow.dispose();
        get(connection.rollbackTransaction());
        assertThat(sleeping(pid)).isEqualTo(0);
        assertThat(rows(Integer.class, "SELECT 1")).containsExactly(1);
    }

    @Test
    void closingEndsWhatRuns() {
        get(connection.beginTransaction());
        Integer pid = rows(Integer.class, "SELECT pg_backend_pid()").get(0);
        sleep(pid);
        get(connection.close());
        assertThat(sleeping(pid)).isEqualTo(0);
    }

    /** Has begun when this returns. */
    private Disposable sleep(int pid) {
        Disposable slow = results(connection, "SELECT pg_sleep(60)")
                .concatMap(result -> result.map((row, metadata) -> 1))
                .subscribe(any -> {}, any -> {});
        await().untilAsserted(() -> assertThat(sleeping(pid)).isEqualTo(1));
        return slow;
    }

    private long sleeping(int pid) {
        PostgresqlConnection other = get(adapter.connection());
        String active = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND query LIKE '%pg_sleep(60)%' AND state"
                + " = 'active'";
        long count = rows(other, Long.class, active, pid).get(0);
        get(other.close());
        return count;
    }

    @Test
    void takingTheFirstRowDoesNotHurtTheConnection() {
        get(connection.beginTransaction());
        for (int i = 0; i < 20; i++) {
            Integer first = get(results(connection, "SELECT generate_series(1, 10000)")
                    .flatMap(result -> result.map((row, metadata) -> row.get(0, Integer.class)))
                    .next());
            assertThat(first).isEqualTo(1);
        }
        get(connection.commitTransaction());
    }

    @Test
    void theFirstResultMayBeTakenBeforeItIsRead() {
        Long updated = get(Mono.from(connection
                        .createStatement("INSERT INTO t VALUES (1, 'one')")
                        .execute())
                .flatMap(PostgresqlResult::getRowsUpdated));
        assertThat(updated).isEqualTo(1);
    }

    @Test
    void statementTimeout() {
        get(connection.setStatementTimeout(Duration.ofMillis(50)));
        assertThatThrownBy(() -> run("SELECT pg_sleep(20)"))
                .isInstanceOf(R2dbcException.class)
                .hasMessageContaining("statement timeout");
    }

    @Test
    void isolationLevel() {
        assertThat(connection.getTransactionIsolationLevel()).isEqualTo(IsolationLevel.READ_COMMITTED);
        get(connection.setTransactionIsolationLevel(IsolationLevel.SERIALIZABLE));
        assertThat(rows(String.class, "SHOW transaction_isolation")).containsExactly("serializable");
        assertThat(connection.getTransactionIsolationLevel()).isEqualTo(IsolationLevel.SERIALIZABLE);
    }

    @Test
    void aConnectionThatIsClosedSaysSo() {
        get(connection.close());
        assertThat(get(connection.validate(ValidationDepth.LOCAL))).isFalse();
        assertThatThrownBy(() -> run("SELECT 1"))
                .isInstanceOf(R2dbcNonTransientResourceException.class)
                .hasMessageContaining("is closed");
    }

    @Test
    void aTransactionThatLostItsConnectionDoesNotGoOnElsewhere() {
        get(connection.beginTransaction());
        Integer pid = rows(Integer.class, "SELECT pg_backend_pid()").get(0);
        PostgresqlConnection other = get(adapter.connection());
        assertThat(rows(other, Boolean.class, "SELECT pg_terminate_backend($1)", pid))
                .containsExactly(true);
        await().untilAsserted(() ->
                assertThat(get(connection.validate(ValidationDepth.LOCAL))).isFalse());
        assertThatThrownBy(() -> run("INSERT INTO t VALUES (1, 'outside')"))
                .isInstanceOf(R2dbcNonTransientResourceException.class)
                .hasMessageContaining("transaction");
        assertThatThrownBy(() -> get(connection.commitTransaction()))
                .isInstanceOf(R2dbcNonTransientResourceException.class);
        assertThat(rows(other, Integer.class, "SELECT id FROM t")).isEmpty();
        get(other.close());
    }
}
