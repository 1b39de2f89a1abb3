package dev.plinth.it.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.db.DbAdapter;
import dev.plinth.db.DbOptions;
import dev.plinth.db.PlinthConnectionFactory;
import dev.plinth.it.containers.SuiteServers;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A theme of the database suite: its tests run once on every backend that must run on this machine, against a real
 * PostgreSQL. Each theme has an adapter on the backend's runtime, each test a connection and an empty table {@code t}.
 */
@ParameterizedClass(name = "on {0}")
@MethodSource("dev.plinth.it.redis.Backends#expected")
abstract class DbSuite {

    static final int CORES = 2;
    static final Duration PATIENCE = Duration.ofSeconds(30);

    static Postgres postgres;
    static AsyncRuntime runtime;
    static DbAdapter adapter;

    @Parameter
    String backend;

    PostgresqlConnection connection;

    @BeforeParameterizedClassInvocation
    static void startRuntime(String backend, TestInfo test) {
        postgres = SuiteServers.wantedBy(test) ? Postgres.sharedInContainer() : Postgres.shared();
        runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend(backend).cores(CORES).build());
        adapter = open(postgres.url() + "&application_name=suite");
    }

    @AfterParameterizedClassInvocation
    static void stopRuntime() {
        adapter.close();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(postgres.connections("suite")).isZero());
        runtime.close();
    }

    @BeforeEach
    void openConnection() {
        assertThat(runtime.info().backend()).isEqualTo(backend);
        postgres.execute("DROP TABLE IF EXISTS t");
        postgres.execute("CREATE TABLE t (id int PRIMARY KEY, name text)");
        connection = get(adapter.connection());
    }

    @AfterEach
    void closeConnection() {
        get(connection.close());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(leased(adapter)).isZero());
    }

    static DbAdapter open(String url) {
        return open(url, DbOptions.load());
    }

    static DbAdapter open(String url, DbOptions options) {
        return get(DbAdapter.connect(runtime, url, options));
    }

    static int leased(DbAdapter adapter) {
        return adapter.unwrap(PlinthConnectionFactory.class)
                .orElseThrow()
                .poolStats()
                .leased();
    }

    static <T> T get(Mono<T> mono) {
        return runtime.blockOn(mono.timeout(PATIENCE));
    }

    /** The result of a task on a core, or its failure. */
    static <T> T onCore(int core, Callable<T> task) {
        return runtime.blockOn(runtime.spawnOn(core, task));
    }

    /** The number of rows that it changed. */
    long run(String sql, Object... values) {
        return run(connection, sql, values);
    }

    static long run(PostgresqlConnection connection, String sql, Object... values) {
        return get(results(connection, sql, values)
                .concatMap(PostgresqlResult::getRowsUpdated)
                .reduce(0L, Long::sum));
    }

    /** The first column of its rows. */
    <T> List<T> rows(Class<T> type, String sql, Object... values) {
        return rows(connection, type, sql, values);
    }

    static <T> List<T> rows(PostgresqlConnection connection, Class<T> type, String sql, Object... values) {
        return get(column(connection, type, sql, values).collectList());
    }

    static <T> Flux<T> column(PostgresqlConnection connection, Class<T> type, String sql, Object... values) {
        return results(connection, sql, values).concatMap(result -> result.map((row, metadata) -> row.get(0, type)));
    }

    static Flux<PostgresqlResult> results(PostgresqlConnection connection, String sql, Object... values) {
        PostgresqlStatement statement = connection.createStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.bind(i, values[i]);
        }
        return statement.execute();
    }
}
