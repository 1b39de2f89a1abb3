package dev.plinth.cli.db;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Plain R2DBC code, as a service has it: a connection from the factory, what is to be done, and the
 * connection is closed. The same for the stock stack and for Plinth.
 */
final class R2dbcOperations {

    private final ConnectionFactory connections;

    R2dbcOperations(ConnectionFactory connections) {
        this.connections = connections;
    }

    Mono<Item> select(int id) {
        return Mono.usingWhen(connections.create(), connection -> select(connection, id), Connection::close);
    }

    Mono<List<Item>> many(int first) {
        return Mono.usingWhen(
                connections.create(),
                connection -> items(connection.createStatement(Dataset.ROWS).bind(0, first))
                        .collectList(),
                Connection::close);
    }

    /** The number of rows: 1. */
    Mono<Long> insert(int id) {
        return Mono.usingWhen(connections.create(), connection -> insert(connection, id), Connection::close);
    }

    /** An update, a select and an insert, each sent when the one before is done; the number of rows that changed: 2. */
    Mono<Long> transaction(int id) {
        return Mono.usingWhen(
                connections.create(),
                connection -> Mono.from(connection.beginTransaction())
                        .then(Mono.defer(() -> update(connection, id)))
                        .flatMap(updated -> select(connection, id)
                                .flatMap(item -> insert(connection, item.id()))
                                .flatMap(inserted -> Mono.from(connection.commitTransaction())
                                        .thenReturn(updated + inserted))),
                Connection::close);
    }

    private static Mono<Item> select(Connection connection, int id) {
        return items(connection.createStatement(Dataset.SELECT).bind(0, id)).single();
    }

    private static Mono<Long> insert(Connection connection, int id) {
        return changed(connection
                .createStatement(Dataset.INSERT)
                .bind(0, id)
                .bind(1, (long) id)
                .bind(2, Dataset.NOTE));
    }

    private static Mono<Long> update(Connection connection, int id) {
        return changed(connection.createStatement(Dataset.UPDATE).bind(0, 1L).bind(1, id));
    }

    private static Flux<Item> items(Statement statement) {
        return Flux.from(statement.execute())
                .flatMap(result -> result.map((row, metadata) ->
                        new Item(row.get(0, Integer.class), row.get(1, String.class), row.get(2, Long.class))));
    }

    private static Mono<Long> changed(Statement statement) {
        return Flux.from(statement.execute()).flatMap(Result::getRowsUpdated).single();
    }
}
