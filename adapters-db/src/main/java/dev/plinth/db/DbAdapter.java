package dev.plinth.db;

import dev.plinth.api.Adapter;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigException;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/**
 * PostgreSQL on a runtime, by R2DBC: see {@link PlinthConnectionFactory} for connections, threading and errors.
 */
public final class DbAdapter implements Adapter {

    static final String NAME = "db";

    private final DbClient client;
    private final PlinthConnectionFactory factory;

    private DbAdapter(DbClient client) {
        this.client = client;
        this.factory = new PlinthConnectionFactory(client);
    }

    /**
     * Connects, with the options that the runtime's configuration, system properties and environment give ({@link
     * DbConfig}). Lazy: each subscription opens an adapter.
     *
     * <p>Signals {@link ConfigException} (the URL cannot be used) and {@link R2dbcException}s: permission denied (user,
     * password, TLS), non-transient (no such database, refused, unknown host), timeout.
     *
     * @param url as libpq has it, {@code
     *     postgresql://user:password@host1:5432,host2/database?sslmode=verify-full&target_session_attrs=primary}, or
     *     R2DBC's {@code r2dbc:postgresql://…}
     */
    public static Mono<DbAdapter> connect(AsyncRuntime runtime, String url) {
        return connect(runtime, url, null);
    }

    /** {@link #connect(AsyncRuntime, String)} with options; null for the default ones. */
    public static Mono<DbAdapter> connect(AsyncRuntime runtime, String url, DbOptions options) {
        Objects.requireNonNull(runtime, "runtime");
        Objects.requireNonNull(url, "url");
        return Mono.fromCallable(() -> DbClient.create(
                        runtime,
                        DbUrl.parse(url),
                        options != null
                                ? options
                                : DbOptions.builder(runtime.config()).build()))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(client -> client.logIn()
                        .thenReturn(new DbAdapter(client))
                        .onErrorResume(
                                error -> client.shutdown().onErrorComplete().then(Mono.error(error)))
                        .doOnCancel(() -> client.shutdown().subscribe()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AsyncRuntime runtime() {
        return client.runtime();
    }

    /** A connection: cheap, to be closed after use; see {@link PlinthConnectionFactory}. */
    public Mono<PostgresqlConnection> connection() {
        return factory.create();
    }

    /** The same for libraries that want R2DBC's. */
    public ConnectionFactory connectionFactory() {
        return factory;
    }

    /**
     * A mark for statements that take long, so that no others wait behind them: written into the Reactor context of
     * whoever subscribes, {@code flux.contextWrite(DbAdapter.exclusive())}, it gives each statement in there a
     * connection of its own for as long as it runs. The comment {@code /* plinth: exclusive *}{@code /} in a
     * statement's text does the same.
     */
    public static ContextView exclusive() {
        return PlinthStatement.EXCLUSIVE;
    }

    @Override
    public Map<String, String> info() {
        return client.info();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Adapter.firstOf(type, this, factory);
    }

    /** Closes all connections once what runs on them has ended. */
    @Override
    public Mono<Void> shutdown() {
        return client.shutdown();
    }

    @Override
    public String toString() {
        return "DbAdapter" + info();
    }
}
