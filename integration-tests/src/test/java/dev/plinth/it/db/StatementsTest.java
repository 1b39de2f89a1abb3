package dev.plinth.it.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.ValidationDepth;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Statements in auto-commit mode. */
class StatementsTest extends DbSuite {

    @Test
    void statements() {
        assertThat(run("INSERT INTO t VALUES ($1, $2)", 1, "one")).isEqualTo(1);
        assertThat(rows(String.class, "SELECT name FROM t WHERE id = $1", 1)).containsExactly("one");
        assertThat(rows(Integer.class, "SELECT generate_series(1, 1000)")).hasSize(1000);
        assertThat(rows(String.class, "SELECT name FROM t WHERE id = 2")).isEmpty();
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
    void aConnectionThatIsClosedSaysSo() {
        get(connection.close());
        assertThat(get(connection.validate(ValidationDepth.LOCAL))).isFalse();
        assertThatThrownBy(() -> run("SELECT 1"))
                .isInstanceOf(R2dbcNonTransientResourceException.class)
                .hasMessageContaining("is closed");
    }
}
