package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.r2dbc.postgresql.api.ErrorDetails;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A statement that a connection has prepared, or is about to. On the connection's loop only. All that is
 * the same for each of its executions is written once, here.
 */
final class Prepared {

    private static final byte[] EXECUTE_AND_SYNC = {'E', 0, 0, 0, 9, 0, 0, 0, 0, 0, 'S', 0, 0, 0, 4};

    private final String sql;
    private final int[] types;
    private final String name;

    /** Portal, name, formats and number of the parameters, all of them in binary. */
    private final byte[] plainHead;

    private byte[] head;
    private byte[] tail = tail(Columns.NONE);

    /** As the first executions get their rows, which are sent before the description is in: all of it text. */
    private Columns textColumns;

    private Columns columns;
    private ErrorDetails failure;

    /** For other types of parameters to the same text. */
    Prepared next;

    Prepared(String sql, int[] types, String name) {
        this.sql = sql;
        this.types = types.clone();
        this.name = name;
        byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
        this.head = new byte[ascii.length + 2];
        System.arraycopy(ascii, 0, head, 1, ascii.length);
        this.plainHead = Arrays.copyOf(head, head.length + 6);
        plainHead[head.length + 1] = 1;
        plainHead[head.length + 3] = 1;
        plainHead[head.length + 4] = (byte) (types.length >> 8);
        plainHead[head.length + 5] = (byte) types.length;
    }

    String sql() {
        return sql;
    }

    String name() {
        return name;
    }

    boolean isNamed() {
        return !name.isEmpty();
    }

    boolean takes(int[] otherTypes) {
        return Arrays.equals(types, otherTypes);
    }

    /** Whether executions from now on get columns in binary. */
    boolean isDescribed() {
        return columns != null;
    }

    void describe(Columns described, boolean binary) {
        textColumns = described;
        columns = binary ? described.preferringBinary() : described;
        tail = tail(columns);
    }

    Columns columns(boolean described) {
        Columns known = described ? columns : textColumns;
        return known == null ? Columns.NONE : known;
    }

    /** Why it could not be prepared, if others that wait for it can be told the same; null if not. */
    ErrorDetails failure() {
        return failure;
    }

    void failed(ErrorDetails details) {
        failure = details;
    }

    /** Parse, and Describe of the statement. */
    void writeParse(ByteBuf out) {
        int start = out.writerIndex();
        out.writeByte('P').writeInt(0);
        Utf8.writeTerminated(out, name);
        Utf8.writeTerminated(out, sql);
        out.writeShort(types.length);
        for (int type : types) {
            out.writeInt(type);
        }
        out.setInt(start + 1, out.writerIndex() - start - 1);
        writeNamed(out, 'D');
    }

    void writeClose(ByteBuf out) {
        writeNamed(out, 'C');
    }

    private void writeNamed(ByteBuf out, char message) {
        out.writeByte(message).writeInt(name.length() + 6).writeByte('S');
        Utf8.writeTerminated(out, name);
    }

    /** Bind, Execute, Sync. */
    void writeExecution(ByteBuf out, Bindings bindings) {
        int start = out.writerIndex();
        out.writeByte('B').writeInt(0);
        if (bindings.plain()) {
            out.writeBytes(plainHead);
        } else {
            out.writeBytes(head).writeShort(bindings.count());
            bindings.writeFormats(out);
            out.writeShort(bindings.count());
        }
        bindings.writeValues(out);
        out.writeBytes(tail);
        out.setInt(start + 1, out.writerIndex() - start - 1 - EXECUTE_AND_SYNC.length);
    }

    private static byte[] tail(Columns columns) {
        boolean text = columns.getColumnMetadatas().stream()
                .allMatch(column -> column.format() == io.r2dbc.postgresql.message.Format.FORMAT_TEXT);
        int count = text ? 0 : columns.count();
        byte[] tail = new byte[2 + 2 * count + EXECUTE_AND_SYNC.length];
        tail[0] = (byte) (count >> 8);
        tail[1] = (byte) count;
        for (int i = 0; i < count; i++) {
            tail[3 + 2 * i] =
                    (byte) (columns.column(i).format() == io.r2dbc.postgresql.message.Format.FORMAT_BINARY ? 1 : 0);
        }
        System.arraycopy(EXECUTE_AND_SYNC, 0, tail, 2 + 2 * count, EXECUTE_AND_SYNC.length);
        return tail;
    }

    @Override
    public String toString() {
        return name + ": " + sql;
    }
}
