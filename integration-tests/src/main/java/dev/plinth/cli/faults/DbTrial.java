package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.db.DbAdapter;
import dev.plinth.db.DbOptions;
import dev.plinth.servers.FaultProxy;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** PostgreSQL: inserts that commit by themselves, on pooled connections. */
final class DbTrial implements Trial {

    private static final int POOL = 4;
    private static final String PASSWORD = "plinth"; // an embedded server does not ask for it
    private static final Duration ACQUIRE = Duration.ofSeconds(5);

    private static final Workload INSERT = Workload.sending(
            "insert",
            "PostgreSQL, by R2DBC with a pool of " + POOL + ": INSERT of 500 bytes, RETURNING them",
            "An insert that was confirmed is there, once; one that failed is there once or not at all.");

    @Override
    public String adapter() {
        return "db";
    }

    @Override
    public ServerKind server() {
        return ServerKind.POSTGRES;
    }

    @Override
    public List<Workload> workloads() {
        return List.of(INSERT);
    }

    @Override
    public Takes takes() {
        return new Takes(2_500, 110, 1_400, 0);
    }

    @Override
    public TrialServer on(Site site) {
        return new Server(site.direct());
    }

    private record Server(String address) implements TrialServer {

        @Override
        public String version() throws SQLException {
            return "PostgreSQL " + setting("server_version") + ", fsync " + setting("fsync") + ", synchronous_commit "
                    + setting("synchronous_commit") + ", full_page_writes " + setting("full_page_writes");
        }

        private String setting(String name) throws SQLException {
            return ask("SHOW " + name).get(0);
        }

        @Override
        public void prepare(Workload workload, String place) throws SQLException {
            try (java.sql.Connection connection = direct();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE \"" + place + "\" (text text)"); // no key: what is doubled shows
            }
        }

        @Override
        public Subject stock(Workload workload, FaultProxy proxy, String place) {
            ConnectionPool pool = new ConnectionPool(
                    ConnectionPoolConfiguration.builder(new PostgresqlConnectionFactory(driver(proxy)))
                            .initialSize(POOL)
                            .maxSize(POOL)
                            .maxAcquireTime(ACQUIRE)
                            .build());
            pool.warmup().block(ACQUIRE);
            return subject(pool, place, pool::dispose);
        }

        private static PostgresqlConnectionConfiguration driver(FaultProxy proxy) {
            return PostgresqlConnectionConfiguration.builder()
                    .host("127.0.0.1")
                    .port(proxy.port())
                    .database("postgres")
                    .username("postgres")
                    .password(PASSWORD)
                    .build();
        }

        @Override
        public Subject plinth(Workload workload, AsyncRuntime runtime, FaultProxy proxy, String place) {
            String url =
                    "postgresql://postgres:" + PASSWORD + "@127.0.0.1:" + proxy.port() + "/postgres?sslmode=disable";
            DbOptions options = DbOptions.builder(runtime.config())
                    .pool(pool -> pool.max(POOL).acquireTimeout(ACQUIRE))
                    .build();
            DbAdapter adapter = runtime.blockOn(DbAdapter.connect(runtime, url, options));
            return subject(adapter.connectionFactory(), place, adapter::close);
        }

        private static Subject subject(ConnectionFactory connections, String place, Runnable close) {
            String sql = "INSERT INTO \"" + place + "\" VALUES ($1) RETURNING text";
            return new Subject() {
                @Override
                public java.util.concurrent.CompletionStage<String> send(String text) {
                    return Mono.usingWhen(
                                    connections.create(), connection -> insert(connection, text), Connection::close)
                            .toFuture();
                }

                private Mono<String> insert(Connection connection, String text) {
                    return Flux.from(connection
                                    .createStatement(sql)
                                    .bind(0, text)
                                    .execute())
                            .flatMap(result -> result.map((row, metadata) -> row.get(0, String.class)))
                            .single();
                }

                @Override
                public void close() {
                    close.run();
                }
            };
        }

        private java.sql.Connection direct() throws SQLException {
            return DriverManager.getConnection("jdbc:postgresql://" + address + "/postgres?user=postgres&password="
                    + PASSWORD + "&loginTimeout=10");
        }

        private List<String> ask(String sql) throws SQLException {
            List<String> texts = new ArrayList<>();
            try (java.sql.Connection connection = direct();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        }

        @Override
        public Collection<String> stored(Workload workload, String place) throws SQLException {
            return ask("SELECT text FROM \"" + place + "\"");
        }

        @Override
        public void close() {
            // each question had a connection of its own
        }
    }
}
