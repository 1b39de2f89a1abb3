package dev.plinth.it.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.ValidationDepth;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Transactions and savepoints, by API and by text. */
class TransactionsTest extends DbSuite {

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
    void closingAndRollingBackAtTheSameTime() {
        get(Flux.range(0, 200)
                .flatMap(
                        id -> adapter.connection()
                                .flatMap(mine -> mine.beginTransaction()
                                        .thenMany(results(mine, "INSERT INTO t VALUES ($1, 'dropped')", id))
                                        .concatMap(PostgresqlResult::getRowsUpdated)
                                        .then(Mono.when(
                                                mine.rollbackTransaction()
                                                        .subscribeOn(Schedulers.parallel())
                                                        .onErrorComplete(R2dbcException.class),
                                                mine.close().subscribeOn(Schedulers.parallel())))),
                        8)
                .then());
        assertThat(rows(Integer.class, "SELECT id FROM t")).isEmpty();
    }

    @Test
    void isolationLevel() {
        assertThat(connection.getTransactionIsolationLevel()).isEqualTo(IsolationLevel.READ_COMMITTED);
        get(connection.setTransactionIsolationLevel(IsolationLevel.SERIALIZABLE));
        assertThat(rows(String.class, "SHOW transaction_isolation")).containsExactly("serializable");
        assertThat(connection.getTransactionIsolationLevel()).isEqualTo(IsolationLevel.SERIALIZABLE);
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
}
