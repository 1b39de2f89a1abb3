package dev.plinth.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcRollbackException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Transactions that begin on the wire, or with the driver, and are used and ended by either. */
class TransactionsTest {

    private static AsyncRuntime runtime;
    private static DbAdapter adapter;

    private PostgresqlConnection connection;

    @BeforeAll
    static void start() {
        runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend("netty-nio").cores(2).build());
        adapter = runtime.blockOn(DbAdapter.connect(runtime, Database.url() + "&application_name=TransactionsTest"));
    }

    @AfterAll
    static void stop() {
        adapter.close();
        runtime.close();
    }

    @BeforeEach
    void open() {
        connection = get(adapter.connection());
        run("DROP TABLE IF EXISTS tx");
        run("CREATE TABLE tx (id int PRIMARY KEY)");
    }

    @AfterEach
    void close() {
        get(connection.close());
    }

    private static <T> T get(Mono<T> mono) {
        return runtime.blockOn(mono.timeout(Duration.ofSeconds(20)));
    }

    private void run(String sql) {
        get(connection
                .createStatement(sql)
                .execute()
                .concatMap(PostgresqlResult::getRowsUpdated)
                .then());
    }

    private List<Integer> ids(int fetchSize) {
        return get(connection
                .createStatement("SELECT id FROM tx ORDER BY id")
                .fetchSize(fetchSize)
                .execute()
                .concatMap(result -> result.map((row, metadata) -> row.get(0, Integer.class)))
                .collectList());
    }

    @Test
    void theDriverReadsInPartsInATransactionOfTheWireAndAfterIt() {
        get(connection.beginTransaction());
        for (int id = 1; id <= 5; id++) {
            run("INSERT INTO tx VALUES (" + id + ")");
        }
        assertThat(ids(2)).containsExactly(1, 2, 3, 4, 5);
        assertThat(connection.isAutoCommit()).isFalse();
        get(connection.commitTransaction());

        assertThat(connection.isAutoCommit()).isTrue();
        assertThat(ids(2)).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void aTransactionBegunByTextIsEndedByTheMethod() {
        run("BEGIN");
        run("INSERT INTO tx VALUES (1)");
        get(connection.rollbackTransaction());
        assertThat(connection.isAutoCommit()).isTrue();
        assertThat(ids(0)).isEmpty();
    }

    @Test
    void aTransactionBegunByTheMethodIsEndedByText() {
        get(connection.beginTransaction());
        run("INSERT INTO tx VALUES (1)");
        run("COMMIT");
        assertThat(connection.isAutoCommit()).isTrue();
        get(connection.rollbackTransaction());
        assertThat(ids(0)).containsExactly(1);
    }

    @Test
    void committingAFailedTransactionIsAnError() {
        get(connection.beginTransaction());
        run("INSERT INTO tx VALUES (1)");
        assertThatThrownBy(() -> run("SELECT nothing")).isInstanceOf(R2dbcBadGrammarException.class);
        assertThatThrownBy(() -> get(connection.commitTransaction()))
                .isInstanceOf(R2dbcRollbackException.class)
                .hasMessageContaining("rolled back");
        assertThat(connection.isAutoCommit()).isTrue();
        assertThat(ids(0)).isEmpty();
    }

    @Test
    void savepoints() {
        get(connection.createSavepoint("a")); // begins the transaction
        run("INSERT INTO tx VALUES (1)");
        get(connection.createSavepoint("b"));
        run("INSERT INTO tx VALUES (2)");
        get(connection.rollbackTransactionToSavepoint("b"));
        get(connection.releaseSavepoint("a"));
        get(connection.commitTransaction());
        assertThat(ids(0)).containsExactly(1);
    }

    @Test
    void theIsolationLevelIsThatOfTheTransactionWhileThereIsOne() {
        get(connection.beginTransaction());
        get(connection.setTransactionIsolationLevel(IsolationLevel.SERIALIZABLE));
        assertThat(isolation()).isEqualTo("serializable");
        get(connection.commitTransaction());
        assertThat(isolation()).isEqualTo("read committed");

        get(connection.setTransactionIsolationLevel(IsolationLevel.REPEATABLE_READ));
        assertThat(isolation()).isEqualTo("repeatable read");
    }

    private String isolation() {
        return get(Flux.from(connection
                        .createStatement("SHOW TRANSACTION ISOLATION LEVEL")
                        .execute())
                .concatMap(result -> result.map((row, metadata) -> row.get(0, String.class)))
                .single());
    }
}
