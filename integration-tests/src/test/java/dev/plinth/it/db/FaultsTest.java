package dev.plinth.it.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.db.DbAdapter;
import dev.plinth.db.DbOptions;
import dev.plinth.servers.FaultProxy;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/** What goes wrong goes wrong with an error, once, and leaves nothing behind. */
class FaultsTest extends DbSuite {

    private static final int CALLERS = 16;

    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ids = new AtomicInteger();

    @Test
    void aServerThatIsStartedAgainUnderLoad() {
        AtomicBoolean enough = new AtomicBoolean();
        Mono<Void> load = Flux.range(0, CALLERS)
                .flatMap(caller -> insertUntil(enough, caller % 2 == 0), CALLERS)
                .then();
        var ending = load.toFuture();
        await().atMost(PATIENCE).until(() -> acknowledged.size() > 100);
        postgres.stop();
        postgres.startAgain();
        int before = acknowledged.size();
        await().atMost(PATIENCE).until(() -> acknowledged.size() > before + 100);
        enough.set(true);
        get(Mono.fromFuture(ending));
        Set<Integer> there = ConcurrentHashMap.newKeySet();
        there.addAll(rows(Integer.class, "SELECT id FROM t"));
        assertThat(there).containsAll(acknowledged);
        assertThat(postgres.connections("suite")).isBetween(1L, 10L + CORES * 4);
    }

    /** By itself, or in a transaction of two; errors are answered by the next attempt. */
    private Mono<Void> insertUntil(AtomicBoolean enough, boolean inTransaction) {
        return Mono.defer(() -> {
                    int id = ids.incrementAndGet();
                    return (inTransaction ? inTransaction(id) : insert(connection, id))
                            .doOnSuccess(done -> acknowledged.add(id))
                            .onErrorResume(R2dbcException.class, error -> runtime.delay(Duration.ofMillis(10)));
                })
                .repeat(() -> !enough.get())
                .then();
    }

    private static Mono<Void> insert(PostgresqlConnection connection, int id) {
        return results(connection, "INSERT INTO t VALUES ($1, 'load')", id)
                .concatMap(PostgresqlResult::getRowsUpdated)
                .then();
    }

    private static Mono<Void> inTransaction(int id) {
        return Mono.usingWhen(
                adapter.connection(),
                mine -> mine.beginTransaction()
                        .then(insert(mine, id))
                        .then(insert(mine, -id))
                        .then(mine.commitTransaction()),
                PostgresqlConnection::close);
    }

    @Test
    void aConnectionThatIsCutInMidResult() {
        try (FaultProxy proxy = FaultProxy.to(postgres.port())) {
            DbAdapter cut = open("postgresql://postgres@127.0.0.1:" + proxy.port() + "/postgres?sslmode=disable");
            PostgresqlConnection shared = get(cut.connection());
            assertThat(rows(shared, Integer.class, "SELECT 1")).containsExactly(1);
            CompletableFuture<Void> first = proxy.cutOnceAnswered("generate_series");
            assertThatThrownBy(() -> rows(shared, Integer.class, "SELECT generate_series(1, 100000)"))
                    .isInstanceOf(R2dbcNonTransientResourceException.class)
                    .hasMessageContaining("may have run");
            assertThat(rows(shared, Integer.class, "SELECT 2")).containsExactly(2);
            get(shared.beginTransaction());
            CompletableFuture<Void> second = proxy.cutOnceAnswered("generate_series");
            assertThatThrownBy(() -> rows(shared, Integer.class, "SELECT generate_series(1, 100000)"))
                    .isInstanceOf(R2dbcNonTransientResourceException.class);
            assertThatThrownBy(() -> rows(shared, Integer.class, "SELECT 3"))
                    .isInstanceOf(R2dbcNonTransientResourceException.class)
                    .hasMessageContaining("transaction");
            get(shared.close());
            PostgresqlConnection next = get(cut.connection());
            get(next.beginTransaction());
            assertThat(rows(next, Integer.class, "SELECT 4")).containsExactly(4);
            get(next.close());
            assertThat(CompletableFuture.allOf(first, second)).succeedsWithin(PATIENCE);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(leased(cut)).isZero());
            cut.close();
        }
    }

    /** The driver is not told of an error twice: it would log the second one, with its stack trace. */
    @Test
    void aConnectionThatIsResetIsToldOnce() {
        List<Throwable> dropped = new CopyOnWriteArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        try (FaultProxy proxy = FaultProxy.to(postgres.port())) {
            DbAdapter reset = open("postgresql://postgres@127.0.0.1:" + proxy.port() + "/postgres?sslmode=disable");
            PostgresqlConnection shared = get(reset.connection());
            CompletableFuture<List<String>> waiting = column(shared, String.class, "SELECT pg_sleep(100)::text")
                    .collectList()
                    .toFuture();
            await().atMost(PATIENCE)
                    .until(() ->
                            postgres.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == 1);
            proxy.reset();
            assertThat(waiting)
                    .failsWithin(PATIENCE)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("may have run");
            assertThat(rows(shared, Integer.class, "SELECT 1")).containsExactly(1);
            get(shared.close());
            reset.close();
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(dropped).isEmpty();
    }

    @Test
    void anExhaustedPoolSaysSo() {
        DbAdapter small = open(
                postgres.url() + "&application_name=small",
                DbOptions.builder()
                        .pool(pool -> pool.max(2)
                                .acquireTimeout(Duration.ofMillis(300))
                                .maxWaiting(1))
                        .build());
        PostgresqlConnection one = begin(small);
        PostgresqlConnection two = begin(small);
        PostgresqlConnection three = get(small.connection());
        assertThatThrownBy(() -> get(three.beginTransaction()))
                .isInstanceOf(R2dbcTimeoutException.class)
                .hasMessageContaining("pool 'db'")
                .hasMessageContaining("borrowed 2");
        assertThatThrownBy(() -> get(Flux.range(0, 3)
                        .flatMap(i -> small.connection().flatMap(PostgresqlConnection::beginTransaction))
                        .then()))
                .isInstanceOf(R2dbcTransientResourceException.class);
        assertThat(rows(three, Integer.class, "SELECT 1")).containsExactly(1); // shared connections are not of the pool
        get(one.close());
        get(three.beginTransaction());
        get(three.close());
        get(two.close());
        assertThat(postgres.connections("small")).isLessThanOrEqualTo(2 + CORES);
        small.close();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(postgres.connections("small")).isZero());
    }

    private static PostgresqlConnection begin(DbAdapter adapter) {
        return get(adapter.connection().delayUntil(PostgresqlConnection::beginTransaction));
    }

    /** The first time, and again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingEndsThoughTheRuntimeIsGone(boolean again) {
        AsyncRuntime other = AsyncRuntime.create(
                RuntimeConfig.builder().backend(backend).cores(1).build());
        DbAdapter closed = other.blockOn(DbAdapter.connect(other, postgres.url() + "&application_name=gone"));
        if (again) {
            closed.close();
        }
        other.close();
        closed.close();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(postgres.connections("gone")).isZero());
    }

    @Test
    void tenThousandWhoWait() {
        DbAdapter small = open(
                postgres.url() + "&application_name=waiters",
                DbOptions.builder()
                        .pool(pool -> pool.max(4).acquireTimeout(Duration.ofMinutes(2)))
                        .build());
        Long done = runtime.blockOn(Flux.range(0, 10_000)
                .flatMap(
                        i -> Mono.usingWhen(
                                small.connection(),
                                mine -> mine.beginTransaction()
                                        .thenMany(column(mine, Integer.class, "SELECT 1"))
                                        .then(mine.commitTransaction())
                                        .thenReturn(i),
                                PostgresqlConnection::close),
                        10_000)
                .count());
        assertThat(done).isEqualTo(10_000);
        assertThat(postgres.connections("waiters")).isLessThanOrEqualTo(4 + CORES);
        small.close();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(postgres.connections("waiters")).isZero());
    }
}
