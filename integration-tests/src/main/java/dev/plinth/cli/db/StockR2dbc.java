package dev.plinth.cli.db;

import dev.plinth.cli.behaviour.Recorder;
import dev.plinth.cli.behaviour.Transcript;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import dev.plinth.cli.load.LiveChannel;
import io.netty.channel.Channel;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** r2dbc-postgresql behind r2dbc-pool, as they come. */
public final class StockR2dbc implements Client {

    private ConnectionPool pool;

    /** Made by name. */
    public StockR2dbc() {}

    @Override
    public List<Line> open(Map<String, String> options) {
        DbUrl url = DbUrl.parse(options.get(DbComparison.URI));
        int size = Integer.parseInt(options.get(DbComparison.POOL_SIZE));
        PostgresqlConnectionFactory driver = new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                .host(url.host())
                .port(url.port())
                .database(url.database())
                .username(url.user())
                .password(url.password())
                .build());
        pool = new ConnectionPool(ConnectionPoolConfiguration.builder(driver)
                .initialSize(size)
                .maxSize(size)
                .build());
        pool.warmup().block();
        List<Line> callers = new ArrayList<>();
        for (int i = 0; i < DbComparison.MOST_CALLERS; i++) {
            callers.add(new R2dbcLine(pool, Runnable::run)); // each counts by itself: its results come on any loop
        }
        return callers;
    }

    @Override
    public int connections() {
        return pool.getMetrics().orElseThrow().allocatedSize();
    }

    @Override
    public Map<String, String> facts() {
        Channel channel = Mono.usingWhen(pool.create(), connection -> Mono.just(channel(connection)), Connection::close)
                .block();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(ACTIVE_TRANSPORT, LiveChannel.transport(channel));
        facts.put("channel", channel.getClass().getSimpleName());
        facts.put(
                "r2dbc", version(PostgresqlConnectionFactory.class) + ", r2dbc-pool " + version(ConnectionPool.class));
        return facts;
    }

    private static String version(Class<?> type) {
        return String.valueOf(type.getPackage().getImplementationVersion());
    }

    private static Channel channel(Connection connection) {
        Object driver = ((Wrapped<?>) connection).unwrap();
        Object client = LiveChannel.field(driver, "client");
        return ((reactor.netty.Connection) LiveChannel.field(client, "connection")).channel();
    }

    @Override
    public Optional<Transcript> behave() {
        return Optional.of(Recorder.record(new DbSuite(pool)));
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
