package dev.plinth.it.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.db.DbAdapter;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** State of the session, LISTEN, timeouts. */
class SessionsTest extends DbSuite {

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
            assertThat(rows(other, String.class, "SHOW application_name")).containsExactly("suite");
            assertThatThrownBy(() -> run(other, "SELECT * FROM temporary"))
                    .isInstanceOf(R2dbcBadGrammarException.class);
            get(other.close());
        }
    }

    /** By the mark in the context, and by the comment in the text. */
    @Test
    void aStatementThatIsMarkedHasAConnectionOfItsOwn() {
        String sql = "SELECT pg_backend_pid()";
        Set<Integer> shared = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            shared.addAll(rows(Integer.class, sql));
        }
        Integer marked = get(column(connection, Integer.class, sql).single().contextWrite(DbAdapter.exclusive()));
        assertThat(shared).doesNotContain(marked);
        assertThat(shared).doesNotContainAnyElementsOf(rows(Integer.class, sql + " /* plinth: exclusive */"));
    }

    @Test
    void preparedStatementsThatAreDroppedAreMadeAnew() {
        get(connection.beginTransaction());
        assertThat(rows(Integer.class, "SELECT 1")).containsExactly(1);
        run("DEALLOCATE ALL");
        assertThat(rows(Integer.class, "SELECT 1")).containsExactly(1);
        get(connection.commitTransaction());
        run("DISCARD ALL");
        get(connection.beginTransaction());
        assertThat(rows(Integer.class, "SELECT 1")).containsExactly(1);
        get(connection.rollbackTransaction());
    }

    @Test
    void statementTimeout() {
        get(connection.setStatementTimeout(Duration.ofMillis(50)));
        assertThatThrownBy(() -> run("SELECT pg_sleep(20)"))
                .isInstanceOf(R2dbcException.class)
                .hasMessageContaining("statement timeout");
    }
}
