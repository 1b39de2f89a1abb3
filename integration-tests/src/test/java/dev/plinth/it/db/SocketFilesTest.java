package dev.plinth.it.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.db.DbAdapter;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import org.junit.jupiter.api.Test;

/** Connections by a socket file, where the backend has channels for them. */
class SocketFilesTest extends DbSuite {

    @Test
    void statementsAndTransactions() {
        String url = "postgresql://postgres@/postgres?host=" + postgres.folder() + "&port=" + postgres.port();
        if (backend.equals("virtualthreads")) {
            assertThatThrownBy(() -> open(url))
                    .isInstanceOf(R2dbcNonTransientResourceException.class)
                    .hasMessageContaining("socket files cannot be had on 'bridge on virtualthreads'");
            return;
        }
        DbAdapter local = open(url);
        PostgresqlConnection mine = get(local.connection());
        String remote = "SELECT coalesce(inet_server_addr()::text, 'none')";
        assertThat(rows(mine, String.class, remote)).containsExactly("none");
        get(mine.beginTransaction());
        assertThat(rows(mine, String.class, remote)).containsExactly("none");
        get(mine.close());
        local.close();
    }

    @Test
    void thereIsNoSuchFile() {
        assertThatThrownBy(() -> open("postgresql://postgres@/postgres?host=/no/such/folder"))
                .isInstanceOf(R2dbcNonTransientResourceException.class)
                .hasMessageContaining("postgresql:///no/such/folder/.s.PGSQL.5432/postgres");
    }
}
