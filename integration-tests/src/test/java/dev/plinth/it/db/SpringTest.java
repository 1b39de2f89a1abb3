package dev.plinth.it.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Spring's client, its transactions and its translation of errors, with no more than another ConnectionFactory. */
class SpringTest extends DbSuite {

    @Test
    void databaseClient() {
        DatabaseClient client = DatabaseClient.create(adapter.connectionFactory());
        assertThat(get(insert(client, 1, "one"))).isEqualTo(1);
        assertThat(get(client.sql("SELECT name FROM t WHERE id = :id")
                        .bind("id", 1)
                        .map(row -> row.get("name", String.class))
                        .one()))
                .isEqualTo("one");
        assertThatThrownBy(() -> get(insert(client, 1, "again"))).isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void transactions() {
        DatabaseClient client = DatabaseClient.create(adapter.connectionFactory());
        TransactionalOperator transaction =
                TransactionalOperator.create(new R2dbcTransactionManager(adapter.connectionFactory()));
        get(insert(client, 1, "kept").then(insert(client, 2, "kept")).as(transaction::transactional));
        assertThatThrownBy(() -> get(insert(client, 3, "dropped")
                        .then(Mono.error(new IllegalStateException("changed my mind")))
                        .as(transaction::transactional)))
                .hasMessageContaining("changed my mind");
        assertThat(rows(Integer.class, "SELECT id FROM t ORDER BY id")).containsExactly(1, 2);
        assertThat(leased(adapter)).isZero();
    }

    private static Mono<Long> insert(DatabaseClient client, int id, String name) {
        return client.sql("INSERT INTO t VALUES (:id, :name)")
                .bind("id", id)
                .bind("name", name)
                .fetch()
                .rowsUpdated();
    }
}
