package dev.plinth.it.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.db.DbAdapter;
import dev.plinth.db.DbOptions;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

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

            DbAdapter random = openHosts(url + "any&load_balance_hosts=random");
            assertThat(IntStream.range(0, 20).boxed().flatMap(i -> roles(random).stream()))
                    .contains(true, false);
            random.close();

            second.stop();
            becomes(List.of(any, preferred), false);
            second.startAgain();
            becomes(List.of(any, preferred), true); // back again

            first.execute("ALTER SYSTEM SET synchronous_standby_names = '*'"); // when it is started again
            PostgresqlConnection writing = get(primary.connection());
            first.stop();
            assertThatThrownBy(() -> run(writing, "INSERT INTO h VALUES (-1)")).isInstanceOf(R2dbcException.class);
            await().untilAsserted(() -> assertThatThrownBy(() -> run(writing, "INSERT INTO h VALUES (-2)"))
                    .isInstanceOf(R2dbcTransientResourceException.class)
                    .hasMessageContaining("target_session_attrs=primary"));
            first.startAgain(); // from now on what is acknowledged is on the standby, too
            becomes(List.of(primary), false);

            Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
            AtomicBoolean enough = new AtomicBoolean();
            CompletableFuture<Void> load =
                    insertUntil(enough, writing, acknowledged).toFuture();
            await().atMost(PATIENCE).until(() -> acknowledged.size() > 20);
            first.stop();
            second.promote();
            int before = acknowledged.size();
            await().atMost(PATIENCE).until(() -> acknowledged.size() > before + 20);
            enough.set(true);
            get(Mono.fromFuture(load));
            assertThat(Set.copyOf(rows(writing, Integer.class, "SELECT id FROM h")))
                    .containsAll(acknowledged);
            assertThat(roles(primary)).containsOnly(false);
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

    private static void becomes(List<DbAdapter> adapters, boolean standby) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(R2dbcException.class)
                .untilAsserted(() -> {
                    for (DbAdapter each : adapters) {
                        assertThat(roles(each)).containsOnly(standby);
                    }
                });
    }

    /** One after the other; after an error the next id. */
    private static Mono<Void> insertUntil(
            AtomicBoolean enough, PostgresqlConnection connection, Set<Integer> acknowledged) {
        AtomicInteger ids = new AtomicInteger();
        return Mono.defer(() -> {
                    int id = ids.incrementAndGet();
                    return results(connection, "INSERT INTO h VALUES ($1)", id)
                            .concatMap(PostgresqlResult::getRowsUpdated)
                            .then()
                            .doOnSuccess(done -> acknowledged.add(id))
                            .onErrorResume(R2dbcException.class, error -> runtime.delay(Duration.ofMillis(10)));
                })
                .repeat(() -> !enough.get())
                .then();
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
