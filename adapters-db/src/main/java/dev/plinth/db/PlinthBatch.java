package dev.plinth.db;

import io.r2dbc.postgresql.api.PostgresqlBatch;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Flux;

/** Statements that go to the server as one text. */
final class PlinthBatch implements PostgresqlBatch {

    private final PlinthConnection connection;
    private final List<String> statements = new ArrayList<>();
    private SqlKind kind = SqlKind.OWN;

    PlinthBatch(PlinthConnection connection) {
        this.connection = connection;
    }

    @Override
    public PostgresqlBatch add(String sql) {
        Objects.requireNonNull(sql, "sql");
        statements.add(sql);
        kind = kind.and(SqlKind.of(sql));
        return this;
    }

    @Override
    public Flux<PostgresqlResult> execute() {
        List<String> now = List.copyOf(statements);
        return connection.own(kind, physical -> {
            PostgresqlBatch batch = physical.r2dbc().createBatch();
            now.forEach(batch::add);
            return batch.execute();
        });
    }
}
