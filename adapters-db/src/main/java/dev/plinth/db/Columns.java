package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.r2dbc.postgresql.api.PostgresqlRowMetadata;
import io.r2dbc.postgresql.codec.Codecs;
import io.r2dbc.postgresql.message.Format;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The columns of a result: what the server described, once per prepared statement, and all its rows
 * share. Immutable but for names that were looked up.
 */
final class Columns implements PostgresqlRowMetadata {

    static final Columns NONE = new Columns(null, List.of());

    /** Names are looked up as the user writes them, nearly always with the same string. */
    private static final int MAX_REMEMBERED = 64;

    private final Codecs codecs;
    private final List<Column> columns;
    private final Column[] array;
    private final Map<String, Integer> remembered = new ConcurrentHashMap<>();

    private Columns(Codecs codecs, List<Column> columns) {
        this.codecs = codecs;
        this.columns = columns;
        this.array = columns.toArray(Column[]::new);
    }

    /** Reads a RowDescription whose content begins at {@code index}. */
    static Columns read(ByteBuf in, int index, Codecs codecs) {
        int count = in.getUnsignedShort(index);
        int at = index + 2;
        List<Column> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int end = in.indexOf(at, in.writerIndex(), (byte) 0);
            String name = in.toString(at, end - at, StandardCharsets.UTF_8);
            at = end + 1;
            Format format = in.getShort(at + 16) == 1 ? Format.FORMAT_BINARY : Format.FORMAT_TEXT;
            columns.add(new Column(codecs, name, in.getInt(at + 6), in.getShort(at + 10), format));
            at += 18;
        }
        return new Columns(codecs, List.copyOf(columns));
    }

    /** The same columns with those in binary that {@link Types#inBinary} names; this if there are none. */
    Columns preferringBinary() {
        if (columns.stream().noneMatch(column -> Types.inBinary(column.type()))) {
            return this;
        }
        return new Columns(
                codecs,
                columns.stream()
                        .map(column -> Types.inBinary(column.type()) ? column.inBinary() : column)
                        .toList());
    }

    Codecs codecs() {
        return codecs;
    }

    int count() {
        return array.length;
    }

    /**
     * @throws IndexOutOfBoundsException if there is no such column
     */
    Column column(int index) {
        if (index < 0 || index >= array.length) {
            throw new IndexOutOfBoundsException("Column index " + index + ": the result has " + array.length
                    + (array.length == 1 ? " column" : " columns") + ", counted from 0");
        }
        return array[index];
    }

    /**
     * The first column of that name, whatever its case.
     *
     * @throws NoSuchElementException if there is none
     */
    int indexOf(String name) {
        Integer known = remembered.get(name);
        return known != null ? known : find(name);
    }

    private int find(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (int i = 0; i < array.length; i++) {
            if (array[i].getName().toLowerCase(Locale.ROOT).equals(lower)) {
                if (remembered.size() < MAX_REMEMBERED) {
                    remembered.put(name, i);
                }
                return i;
            }
        }
        throw new NoSuchElementException("Column name '" + name + "' does not exist in column names " + names());
    }

    private List<String> names() {
        return columns.stream().map(Column::getName).toList();
    }

    @Override
    public boolean contains(String columnName) {
        return columns.stream().anyMatch(column -> column.getName().equalsIgnoreCase(columnName));
    }

    @Override
    public Column getColumnMetadata(int index) {
        return column(index);
    }

    @Override
    public Column getColumnMetadata(String name) {
        return array[indexOf(name)];
    }

    @Override
    public List<Column> getColumnMetadatas() {
        return columns;
    }

    @Override
    public String toString() {
        return columns.toString();
    }
}
