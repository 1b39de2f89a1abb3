package dev.plinth.db;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigException;
import dev.plinth.api.PoolStats;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Closeable;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcException;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * R2DBC's {@link ConnectionFactory} on a runtime: for services that have R2DBC code (Spring Data R2DBC, jOOQ, plain).
 * It has a pool of its own, so put none around it.
 *
 * <h2>Connections</h2>
 *
 * A {@code Connection} that it gives costs nothing: statements in auto-commit mode run on connections that are shared
 * with others, many in flight on each; it has a connection to the server of its own while a transaction is open, a
 * statement runs that needs one (several statements in one text, a batch, COPY, rows fetched in parts), and, once the
 * state of the session was changed or asked for (SET, LISTEN, temporary tables, advisory locks), until it is closed.
 *
 * <h2>Threading</h2>
 *
 * Callable from any thread. Statements run on the calling core's connections, if the caller is on a core; results
 * come on the core of the connection. Do not block there.
 *
 * <h2>Errors</h2>
 *
 * {@link R2dbcException}s of the classes that r2dbc-postgresql gives.
 */
public final class PlinthConnectionFactory implements ConnectionFactory, Closeable {

    private final DbClient client;
    private final Mono<PostgresqlConnection> creating;

    PlinthConnectionFactory(DbClient client) {
        this.client = client;
        this.creating = client.connection().cast(PostgresqlConnection.class);
    }

    /**
     * A factory; nothing is opened before {@link #create()} is subscribed to.
     *
     * @param url as for {@link DbAdapter#connect(AsyncRuntime, String)}
     * @throws ConfigException if the URL cannot be used; the message names the parameter
     */
    public static PlinthConnectionFactory of(AsyncRuntime runtime, String url) {
        return of(runtime, url, DbOptions.builder(runtime.config()).build());
    }

    /** {@link #of(AsyncRuntime, String)} with options. */
    public static PlinthConnectionFactory of(AsyncRuntime runtime, String url, DbOptions options) {
        Objects.requireNonNull(runtime, "runtime");
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(options, "options");
        return new PlinthConnectionFactory(DbClient.create(runtime, DbUrl.parse(url), options));
    }

    /**
     * A connection. The first one waits until the server has let us in, and fails if it does not; later ones are there
     * at once.
     */
    @Override
    public Mono<PostgresqlConnection> create() {
        return creating;
    }

    /** PostgreSQL's. */
    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return () -> "PostgreSQL";
    }

    /** What is in effect: servers, transport, connections; by name. */
    public Map<String, String> info() {
        return client.info();
    }

    /** What the pool of the connections that one caller has to himself holds and has done. */
    public PoolStats poolStats() {
        return client.poolStats();
    }

    /** Closes all connections once what runs on them has ended; the runtime stays. */
    @Override
    public Mono<Void> close() {
        return client.shutdown();
    }

    @Override
    public String toString() {
        return "PlinthConnectionFactory[" + client + "]";
    }
}
