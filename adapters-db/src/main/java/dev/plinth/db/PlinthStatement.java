package dev.plinth.db;

import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import io.r2dbc.spi.R2dbcException;
import java.util.List;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * A statement that finds out where it runs when it is subscribed to: on shared connections, on the wire of its
 * connection's session, or, if it is nothing for the wire, by the driver on that session.
 */
final class PlinthStatement implements PostgresqlStatement {

    /** In the context of a subscriber: the statement is to have a connection of its own. */
    static final ContextView EXCLUSIVE = Context.of(PlinthStatement.class, true);

    private final PlinthConnection connection;
    private final SqlKind kind;
    private final SqlText text;
    private final PipelinedStatement statement;

    PlinthStatement(PlinthConnection connection, String sql) {
        this.connection = connection;
        this.kind = SqlKind.of(sql);
        this.text = SqlText.of(sql);
        this.statement = new PipelinedStatement(connection.client().shared(), text);
    }

    @Override
    public PostgresqlStatement add() {
        statement.add();
        return this;
    }

    @Override
    public PostgresqlStatement bind(String identifier, Object value) {
        statement.bind(identifier, value);
        return this;
    }

    @Override
    public PostgresqlStatement bind(int index, Object value) {
        statement.bind(index, value);
        return this;
    }

    @Override
    public PostgresqlStatement bindNull(String identifier, Class<?> type) {
        statement.bindNull(identifier, type);
        return this;
    }

    @Override
    public PostgresqlStatement bindNull(int index, Class<?> type) {
        statement.bindNull(index, type);
        return this;
    }

    @Override
    public PostgresqlStatement fetchSize(int rows) {
        statement.fetchSize(rows);
        return this;
    }

    @Override
    public PostgresqlStatement returnGeneratedValues(String... columns) {
        statement.returnGeneratedValues(columns);
        return this;
    }

    @Override
    public Flux<PostgresqlResult> execute() {
        Flux<PostgresqlResult> pipelined = statement.execute(); // refuses what is not bound
        if (kind == SqlKind.PLAIN && text.statements() == 1 && statement.fetchSize() == 0) {
            return new Routed(connection, statement, pipelined);
        }
        List<Bindings> bound = statement.bindings();
        String sql = statement.text().sql();
        return connection.own(kind, physical -> driver(physical, sql, bound).execute());
    }

    private PostgresqlStatement driver(Physical physical, String sql, List<Bindings> bound) {
        PostgresqlStatement driver = physical.r2dbc().createStatement(sql).fetchSize(statement.fetchSize());
        for (int i = 0; i < bound.size(); i++) {
            if (i > 0) {
                driver.add();
            }
            bind(driver, bound.get(i));
        }
        return driver;
    }

    private static void bind(PostgresqlStatement driver, Bindings bindings) {
        for (int i = 0; i < bindings.count(); i++) {
            Object value = bindings.raw(i);
            if (value instanceof Class<?> type) {
                driver.bindNull(i, type);
            } else {
                driver.bind(i, value);
            }
        }
    }

    @Override
    public String toString() {
        return "PlinthStatement[" + text + "]";
    }

    /** A plain statement: on shared connections unless there is a session. */
    private static final class Routed extends Flux<PostgresqlResult> {

        private final PlinthConnection connection;
        private final PipelinedStatement statement;
        private final Flux<PostgresqlResult> pipelined;

        Routed(PlinthConnection connection, PipelinedStatement statement, Flux<PostgresqlResult> pipelined) {
            this.connection = connection;
            this.statement = statement;
            this.pipelined = pipelined;
        }

        @Override
        public void subscribe(CoreSubscriber<? super PostgresqlResult> actual) {
            R2dbcException unusable = connection.unusable();
            if (unusable != null) {
                Operators.error(actual, unusable);
            } else if (connection.sharesNow() && !actual.currentContext().hasKey(PlinthStatement.class)) {
                pipelined.subscribe(actual);
            } else {
                connection
                        .own(SqlKind.PLAIN, physical -> statement.on(physical).execute())
                        .subscribe(actual);
            }
        }
    }
}
