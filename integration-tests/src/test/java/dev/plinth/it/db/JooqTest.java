package dev.plinth.it.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** jOOQ's statements and transactions, with no more than another ConnectionFactory. */
class JooqTest extends DbSuite {

    private static final Table<Record> T = table("t");
    private static final Field<Integer> ID = field("id", Integer.class);
    private static final Field<String> NAME = field("name", String.class);

    @Test
    void statementsAndTransactions() {
        DSLContext jooq = DSL.using(adapter.connectionFactory(), SQLDialect.POSTGRES);
        assertThat(get(insert(jooq, 1, "one"))).isEqualTo(1);
        assertThat(get(Flux.from(jooq.select(NAME).from(T).where(ID.eq(1)))
                        .map(Record1::value1)
                        .collectList()))
                .containsExactly("one");
        assertThatThrownBy(() -> get(insert(jooq, 1, "again"))).isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> get(Mono.from(jooq.transactionPublisher(in -> insert(in.dsl(), 2, "dropped")
                        .then(Mono.error(new IllegalStateException("changed my mind")))))))
                .hasStackTraceContaining("changed my mind");
        // To its end: it gives what was inserted before it commits, and whoever cancels then rolls back.
        get(Flux.from(jooq.transactionPublisher(in -> insert(in.dsl(), 3, "kept")))
                .then());
        assertThat(rows(Integer.class, "SELECT id FROM t ORDER BY id")).containsExactly(1, 3);
    }

    private static Mono<Integer> insert(DSLContext jooq, int id, String name) {
        return Mono.from(jooq.insertInto(T, ID, NAME).values(id, name));
    }
}
