package dev.plinth.db;

import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;

/** A statement that finds out when it is executed on which connection it runs. */
final class PlinthStatement implements PostgresqlStatement {

    private final PlinthConnection connection;
    private final String sql;
    private final List<Consumer<PostgresqlStatement>> steps = new ArrayList<>();

    PlinthStatement(PlinthConnection connection, String sql) {
        this.connection = connection;
        this.sql = sql;
    }

    private PostgresqlStatement step(Consumer<PostgresqlStatement> step) {
        steps.add(step);
        return this;
    }

    @Override
    public PostgresqlStatement add() {
        return step(PostgresqlStatement::add);
    }

    @Override
    public PostgresqlStatement bind(String identifier, Object value) {
        return step(statement -> statement.bind(identifier, value));
    }

    @Override
    public PostgresqlStatement bind(int index, Object value) {
        return step(statement -> statement.bind(index, value));
    }

    @Override
    public PostgresqlStatement bindNull(String identifier, Class<?> type) {
        return step(statement -> statement.bindNull(identifier, type));
    }

    @Override
    public PostgresqlStatement bindNull(int index, Class<?> type) {
        return step(statement -> statement.bindNull(index, type));
    }

    @Override
    public PostgresqlStatement fetchSize(int rows) {
        return step(statement -> statement.fetchSize(rows));
    }

    @Override
    public PostgresqlStatement returnGeneratedValues(String... columns) {
        Objects.requireNonNull(columns, "columns");
        return step(statement -> statement.returnGeneratedValues(columns));
    }

    @Override
    public Flux<PostgresqlResult> execute() {
        return connection.own(SqlKind.of(sql), physical -> {
            PostgresqlStatement statement = physical.r2dbc().createStatement(sql);
            steps.forEach(step -> step.accept(statement));
            return statement.execute();
        });
    }

    @Override
    public String toString() {
        return "PlinthStatement[" + sql + "]";
    }
}
