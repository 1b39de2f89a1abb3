package dev.plinth.db;

import io.r2dbc.postgresql.api.PostgresqlColumnMetadata;
import io.r2dbc.postgresql.codec.Codecs;
import io.r2dbc.postgresql.codec.PostgresqlObjectId;
import io.r2dbc.postgresql.message.Format;
import io.r2dbc.spi.Type;

/** A column of a result. Immutable. */
final class Column implements PostgresqlColumnMetadata {

    private final Codecs codecs;
    private final String name;
    private final int type;
    private final short size;
    private final Format format;

    Column(Codecs codecs, String name, int type, short size, Format format) {
        this.codecs = codecs;
        this.name = name;
        this.type = type;
        this.size = size;
        this.format = format;
    }

    Column inBinary() {
        return new Column(codecs, name, type, size, Format.FORMAT_BINARY);
    }

    /** The object id of its type. */
    int type() {
        return type;
    }

    Format format() {
        return format;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Class<?> getJavaType() {
        return codecs.preferredType(type, format);
    }

    @Override
    public Type getType() {
        return new NativeType(
                PostgresqlObjectId.isValid(type)
                        ? PostgresqlObjectId.valueOf(type).name()
                        : Integer.toString(type),
                getJavaType());
    }

    @Override
    public Integer getNativeTypeMetadata() {
        return type;
    }

    @Override
    public Integer getPrecision() {
        return (int) size;
    }

    @Override
    public String toString() {
        return name + " " + getType().getName();
    }

    private record NativeType(String name, Class<?> javaType) implements Type {
        @Override
        public Class<?> getJavaType() {
            return javaType;
        }

        @Override
        public String getName() {
            return name;
        }
    }
}
