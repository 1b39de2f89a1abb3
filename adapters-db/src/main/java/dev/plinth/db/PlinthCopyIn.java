package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.r2dbc.postgresql.api.CopyInBuilder;
import java.util.Objects;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** COPY … FROM STDIN, on a connection of its own. */
final class PlinthCopyIn implements CopyInBuilder {

    private final PlinthConnection connection;
    private final String sql;
    private Publisher<? extends Publisher<ByteBuf>> data = Flux.empty();

    PlinthCopyIn(PlinthConnection connection, String sql) {
        this.connection = connection;
        this.sql = sql;
    }

    @Override
    public CopyInBuilder fromMany(Publisher<? extends Publisher<ByteBuf>> stdin) {
        data = Objects.requireNonNull(stdin, "stdin");
        return this;
    }

    @Override
    public Mono<Long> build() {
        Publisher<? extends Publisher<ByteBuf>> now = data;
        Flux<Long> copied = connection.own(
                SqlKind.OWN,
                physical -> physical.r2dbc().copyIn(sql).fromMany(now).build());
        return copied.next();
    }
}
