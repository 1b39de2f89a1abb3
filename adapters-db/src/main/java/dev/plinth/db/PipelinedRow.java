package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.r2dbc.postgresql.api.PostgresqlRow;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.util.Objects;

/**
 * A row, read where it lies in the connection's buffer. Valid while it is being mapped; what is read of it
 * later fails rather than be another row's.
 */
final class PipelinedRow implements PostgresqlRow {

    private static final int LENGTH = 4;

    private final Columns columns;
    private final int start;
    private final int length;
    private final int end;
    private ByteBuf in;

    /** Columns are mostly read from left to right: where the last one was found. */
    private int at;

    private int atColumn;

    /** @param start where the content of the DataRow begins, after its length */
    PipelinedRow(ByteBuf in, int start, int length, Columns columns) {
        this.in = in;
        this.length = length;
        this.start = start + 2;
        this.end = start + length;
        this.at = this.start;
        this.columns = columns;
    }

    /** From here on the buffer is no longer the row's. */
    void release() {
        in = null;
    }

    /** A row of its own, valid for good. */
    PipelinedRow copy() {
        ByteBuf copy = Unpooled.buffer(length, length).writeBytes(in, start - 2, length);
        return new PipelinedRow(copy, 0, length, columns);
    }

    @Override
    public Columns getMetadata() {
        return columns;
    }

    @Override
    public <T> T get(int index, Class<T> type) {
        return value(index, columns.column(index), type);
    }

    @Override
    public <T> T get(String name, Class<T> type) {
        Objects.requireNonNull(name, "name must not be null");
        int index = columns.indexOf(name);
        return value(index, columns.column(index), type);
    }

    @SuppressWarnings("unchecked")
    private <T> T value(int index, Column column, Class<T> type) {
        Objects.requireNonNull(type, "type must not be null");
        ByteBuf buffer = in;
        if (buffer == null) {
            throw new IllegalStateException("Value cannot be retrieved after row has been released: read what is needed"
                    + " of a row in the function that maps it");
        }
        int position = find(buffer, index);
        int left = end - position - LENGTH;
        int length = left < 0 ? left : buffer.getInt(position);
        if (left < 0 || length > left) {
            throw damaged(column, length);
        }
        if (length < 0) {
            if (type.isPrimitive()) {
                throw new NullPointerException("Value at column '" + column.getName()
                        + "' is null. Cannot return value for primitive '" + type.getName() + "'");
            }
            return null;
        }
        return (T) ColumnReader.read(buffer, position + LENGTH, length, column, type, columns.codecs());
    }

    private int find(ByteBuf buffer, int index) {
        if (index < atColumn) {
            atColumn = 0;
            at = start;
        }
        while (atColumn < index && at >= start && at <= end - LENGTH) {
            at += LENGTH + Math.max(0, buffer.getInt(at));
            atColumn++;
        }
        return atColumn < index || at < start ? end : at;
    }

    private static R2dbcNonTransientResourceException damaged(Column column, int length) {
        return new R2dbcNonTransientResourceException(
                "the value of column '" + column.getName() + "' does not fit into its row (length " + length
                        + "): what the server sent was damaged on its way. With sslmode=require nobody changes it unnoticed",
                "08P01");
    }

    @Override
    public String toString() {
        return "PipelinedRow" + columns;
    }
}
