package dev.plinth.it.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** What is cancelled here is cancelled on the server, and the connection is good for the next statement. */
class CancellingTest extends DbSuite {

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
}
