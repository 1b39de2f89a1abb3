package dev.plinth.db;

import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import io.r2dbc.postgresql.util.GeneratedValuesUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import reactor.core.publisher.Flux;

/** A statement that is sent by the extended query protocol, with what else is in flight on its lane. */
final class PipelinedStatement implements PostgresqlStatement {

    private final Lane lane;
    private final SqlText text;
    private Bindings current;

    /** Those before {@link #current}; null if there are none, which is the rule. */
    private List<Bindings> earlier;

    private String[] generated;
    private int fetchSize;

    PipelinedStatement(Lane lane, SqlText text) {
        this.lane = lane;
        this.text = text;
    }

    /** The same with what is bound to it now, for another lane. */
    PipelinedStatement on(Lane other) {
        PipelinedStatement copy = new PipelinedStatement(other, text);
        copy.current = current;
        copy.earlier = earlier;
        copy.generated = generated;
        return copy;
    }

    SqlText text() {
        return generated == null ? text : SqlText.of(GeneratedValuesUtils.augment(text.sql(), generated));
    }

    /** What was bound, one for each execution; none where there is nothing to bind. */
    List<Bindings> bindings() {
        List<Bindings> all = new ArrayList<>();
        if (earlier != null) {
            all.addAll(earlier);
        }
        if (current != null) {
            all.add(current);
        }
        return all;
    }

    @Override
    public PipelinedStatement add() {
        if (current == null || current.firstUnbound() >= 0) {
            throw unbound();
        }
        if (earlier == null) {
            earlier = new ArrayList<>();
        }
        earlier.add(current);
        current = new Bindings(text.parameters());
        return this;
    }

    private IllegalStateException unbound() {
        int missing = current == null ? 0 : current.firstUnbound();
        return new IllegalStateException("Bound parameter count does not match parameters in SQL statement: it has "
                + text.parameters() + ", and $" + (missing + 1) + " is not bound");
    }

    @Override
    public PipelinedStatement bind(String identifier, Object value) {
        return bind(indexOf(identifier), value);
    }

    @Override
    public PipelinedStatement bind(int index, Object value) {
        requireArgument(value, "value must not be null: use bindNull");
        requireParameter(index);
        bindingsToFill().bind(index, value, lane.codecs(), lane.plainCodecs());
        return this;
    }

    @Override
    public PipelinedStatement bindNull(String identifier, Class<?> type) {
        return bindNull(indexOf(identifier), type);
    }

    @Override
    public PipelinedStatement bindNull(int index, Class<?> type) {
        requireArgument(type, "type must not be null");
        requireParameter(index);
        bindingsToFill().bindNull(index, type, lane.codecs());
        return this;
    }

    private Bindings bindingsToFill() {
        if (current == null) {
            current = new Bindings(text.parameters());
        }
        return current;
    }

    private void requireParameter(int index) {
        if (index < 0 || index >= text.parameters()) {
            throw new IndexOutOfBoundsException("Binding index " + index + " when only " + text.parameters()
                    + " parameters are expected; they are counted from 0");
        }
    }

    private static void requireArgument(Object argument, String message) {
        if (argument == null) {
            throw new IllegalArgumentException(message);
        }
    }

    private static int indexOf(String identifier) {
        requireArgument(identifier, "identifier must not be null");
        if (identifier.length() > 1 && identifier.charAt(0) == '$') {
            try {
                return Integer.parseInt(identifier, 1, identifier.length(), 10) - 1;
            } catch (NumberFormatException e) {
                // Said below.
            }
        }
        throw new NoSuchElementException(
                "\"" + identifier + "\" is not a valid identifier: parameters are $1, $2 and so on");
    }

    @Override
    public PipelinedStatement returnGeneratedValues(String... columns) {
        requireArgument(columns, "columns must not be null");
        if (text.hasReturning()) {
            throw new IllegalStateException("Statement already includes RETURNING clause");
        }
        if (!text.modifies()) {
            throw new IllegalStateException("Statement is not a DELETE, INSERT, or UPDATE command");
        }
        generated = columns.clone();
        return this;
    }

    @Override
    public PipelinedStatement fetchSize(int rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("fetchSize is " + rows + ", it must be at least 0");
        }
        fetchSize = rows;
        return this;
    }

    /** How many rows are asked for at a time; 0 for all. Above 0 it is the driver that runs the statement. */
    int fetchSize() {
        return fetchSize;
    }

    @Override
    public Flux<PostgresqlResult> execute() {
        SqlText toSend = generated == null ? text : text();
        Bindings last = current;
        if (text.parameters() == 0) {
            last = Bindings.NONE;
        } else if (last == null) {
            throw new IllegalStateException("No parameters have been bound");
        } else if (last.firstUnbound() >= 0) {
            throw unbound();
        }
        if (earlier == null && !last.mustCollect()) {
            return toSend.yieldsRows()
                    ? new RowsExecution(lane, toSend, last)
                    : new Executions(lane, toSend, List.of(last));
        }
        List<Bindings> all = earlier == null ? List.of(last) : bindings();
        if (all.stream().noneMatch(Bindings::mustCollect)) {
            return new Executions(lane, toSend, all);
        }
        return Flux.fromIterable(all)
                .concatMap(Bindings::collect)
                .collectList()
                .flatMapMany(collected -> new Executions(lane, toSend, collected));
    }

    @Override
    public String toString() {
        return "PipelinedStatement[" + text() + "]";
    }
}
