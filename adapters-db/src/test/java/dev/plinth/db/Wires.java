package dev.plinth.db;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.netty.NettyTransport;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.codec.Codecs;
import io.r2dbc.postgresql.codec.DefaultCodecs;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A wire on a connection of the driver, and the lane that has this one wire. */
final class Wires implements Lane, AutoCloseable {

    private final PostgresqlConnection r2dbc;
    private final Wire wire;

    private Wires(PostgresqlConnection r2dbc, Wire wire) {
        this.r2dbc = r2dbc;
        this.wire = wire;
    }

    static Wires open(AsyncRuntime runtime, int core, WireSettings settings) {
        OneChannel channel = new OneChannel(NettyTransport.of(runtime), core);
        PostgresqlConnection r2dbc = Mono.fromCallable(
                        () -> new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                                .host("localhost")
                                .port(Database.port())
                                .username(Database.USER)
                                .database(Database.NAME)
                                .loopResources(channel)
                                .build()))
                .flatMap(PostgresqlConnectionFactory::create)
                .block();
        var settled = channel.settle();
        Wire wire = on(
                settled.eventLoop(),
                () -> Wire.install(
                        settled, new DefaultCodecs(ByteBufAllocator.DEFAULT), settings, r2dbc::cancelRequest));
        return new Wires(r2dbc, wire);
    }

    static <T> T on(EventLoop loop, Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, loop).join();
    }

    Wire wire() {
        return wire;
    }

    PostgresqlConnection r2dbc() {
        return r2dbc;
    }

    PipelinedStatement statement(String sql, Object... values) {
        PipelinedStatement statement = new PipelinedStatement(this, SqlText.of(sql));
        for (int i = 0; i < values.length; i++) {
            statement.bind(i, values[i]);
        }
        return statement;
    }

    /** The first column of all rows. */
    <T> Flux<T> values(Class<T> type, String sql, Object... values) {
        return statement(sql, values).execute().flatMap(result -> result.map((row, columns) -> row.get(0, type)));
    }

    <T> List<T> list(Class<T> type, String sql, Object... values) {
        return values(type, sql, values).collectList().block();
    }

    Long update(String sql, Object... values) {
        return statement(sql, values)
                .execute()
                .flatMap(PostgresqlResult::getRowsUpdated)
                .blockLast();
    }

    @Override
    public Codecs codecs() {
        return wire.codecs();
    }

    @Override
    public EventLoop loop() {
        return wire.loop();
    }

    @Override
    public void execute(Exchange exchange) {
        wire.execute(exchange);
    }

    @Override
    public void close() {
        r2dbc.close().block();
    }
}
