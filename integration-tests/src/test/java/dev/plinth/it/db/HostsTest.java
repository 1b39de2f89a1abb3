package dev.plinth.it.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.db.DbAdapter;
import dev.plinth.db.DbOptions;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A primary and a standby that follows it: who wants which gets it, also after the primary is lost. */
class HostsTest extends DbSuite {

    private static final String ROLE = "SELECT pg_is_in_recovery()";

    @Test
    void routingAndFailover() {
        try (Postgres first = Postgres.start();
                Postgres second = first.standby()) {
            first.execute("CREATE TABLE h (id int)");
            String url = "postgresql://postgres@127.0.0.1:" + second.port() + ",127.0.0.1:" + first.port()
                    + "/postgres?sslmode=disable&target_session_attrs=";
            DbAdapter primary = openHosts(url + "primary");
            DbAdapter standby = openHosts(url + "standby");
            DbAdapter preferred = openHosts(url + "prefer-standby");
            DbAdapter any = openHosts(url + "any");
            assertThat(roles(primary)).containsOnly(false);
            assertThat(roles(standby)).containsOnly(true);
            assertThat(roles(preferred)).containsOnly(true);
            assertThat(roles(any)).containsOnly(true); // the first of the URL
            assertThat(primary.info().get("servers"))
                    .contains("127.0.0.1:" + first.port() + " is primary")
                    .contains("127.0.0.1:" + second.port() + " is standby");

            PostgresqlConnection writing = get(primary.connection());
            run(writing, "INSERT INTO h VALUES (1)");
            first.stop();
            assertThatThrownBy(() -> run(writing, "INSERT INTO h VALUES (2)")).isInstanceOf(R2dbcException.class);
            await().untilAsserted(() -> assertThatThrownBy(() -> run(writing, "INSERT INTO h VALUES (3)"))
                    .isInstanceOf(R2dbcTransientResourceException.class)
                    .hasMessageContaining("target_session_attrs=primary"));
            second.promote();
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(R2dbcException.class)
                    .untilAsserted(() ->
                            assertThat(run(writing, "INSERT INTO h VALUES (4)")).isEqualTo(1));
            assertThat(roles(primary)).containsOnly(false);
            assertThat(rows(writing, Integer.class, "SELECT id FROM h ORDER BY id"))
                    .contains(1, 4);
            assertThatThrownBy(() -> roles(standby)).isInstanceOf(R2dbcTransientResourceException.class);
            assertThat(roles(preferred)).containsOnly(false);
            get(writing.close());
            primary.close();
            standby.close();
            preferred.close();
            any.close();
        }
    }

    @Test
    void nobodyIsWhatIsWanted() {
        assertThatThrownBy(() -> open(postgres.url() + "&target_session_attrs=standby"))
                .isInstanceOf(R2dbcTransientResourceException.class)
                .hasMessageContaining("target_session_attrs=standby")
                .hasMessageContaining("127.0.0.1:" + postgres.port() + " is primary");
    }

    private static DbAdapter openHosts(String url) {
        return open(url, DbOptions.builder().hostCheck(Duration.ofMillis(100)).build());
    }

    /** Of a shared connection, and of an exclusive one. */
    private static List<Boolean> roles(DbAdapter adapter) {
        PostgresqlConnection connection = get(adapter.connection());
        try {
            boolean shared = rows(connection, Boolean.class, ROLE).get(0);
            get(connection.beginTransaction());
            boolean exclusive = rows(connection, Boolean.class, ROLE).get(0);
            return List.of(shared, exclusive);
        } finally {
            get(connection.close());
        }
    }
}
