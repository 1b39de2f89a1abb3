package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.r2dbc.postgresql.codec.Codecs;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The parameters of one execution. Values of the common types are kept as they are and written into the
 * connection's buffer when the statement is sent; all others go through the driver's codecs.
 */
final class Bindings {

    private static final int[] NO_TYPES = {};

    static final Bindings NONE = new Bindings(0);

    /** As they are, or as {@link EncodedValue}; null stands for a parameter that is not bound. */
    private final Object[] values;

    private final int[] types;
    private boolean encoded;

    Bindings(int count) {
        this.values = new Object[count];
        this.types = count == 0 ? NO_TYPES : new int[count];
    }

    private Bindings(Object[] values, int[] types) {
        this.values = values;
        this.types = types;
        this.encoded = true;
    }

    int count() {
        return values.length;
    }

    /** The types that the server is told, as object ids. Not to be changed. */
    int[] types() {
        return types;
    }

    /** Whether every parameter is of a common type, and thus written in binary. */
    boolean plain() {
        return !encoded;
    }

    /**
     * @throws IllegalArgumentException if there is no codec for the value
     */
    void bind(int index, Object value, Codecs codecs, boolean plainCodecs) {
        int type = plainCodecs ? typeOf(value) : 0;
        if (type != 0) {
            values[index] = value;
            types[index] = type;
        } else {
            bind(index, EncodedValue.of(value, codecs));
        }
    }

    void bindNull(int index, Class<?> javaType, Codecs codecs) {
        bind(index, EncodedValue.ofNull(javaType, codecs));
    }

    private void bind(int index, EncodedValue value) {
        values[index] = value;
        types[index] = value.type();
        encoded = true;
    }

    /** The first that is not bound, or -1. */
    int firstUnbound() {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                return i;
            }
        }
        return -1;
    }

    /** What was bound, as the user gave it; a {@link Class} says that null of that type was. */
    Object raw(int index) {
        return values[index] instanceof EncodedValue encodedValue ? encodedValue.raw() : values[index];
    }

    /** Values that arrive one after the other (Blob, Clob) must be complete before they can be sent. */
    boolean mustCollect() {
        if (encoded) {
            for (Object value : values) {
                if (value instanceof EncodedValue encodedValue && encodedValue.mustCollect()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The same with all values at hand. */
    Mono<Bindings> collect() {
        if (!mustCollect()) {
            return Mono.just(this);
        }
        return Flux.fromArray(values)
                .concatMap(value -> value instanceof EncodedValue encodedValue && encodedValue.mustCollect()
                        ? encodedValue.collect()
                        : Mono.just(value))
                .collectList()
                .map(collected -> new Bindings(collected.toArray(), types));
    }

    /** The format codes, unless {@link #plain()}. */
    void writeFormats(ByteBuf out) {
        for (Object value : values) {
            out.writeShort(value instanceof EncodedValue encodedValue ? encodedValue.format() : 1);
        }
    }

    /** Each value, its length before it. */
    void writeValues(ByteBuf out) {
        for (Object value : values) {
            write(out, value);
        }
    }

    private static void write(ByteBuf out, Object value) {
        if (value instanceof Integer number) {
            out.writeLong(4L << 32 | number & 0xffff_ffffL);
        } else if (value instanceof String text) {
            Utf8.writeWithLength(out, text);
        } else if (value instanceof Long number) {
            out.writeInt(8).writeLong(number);
        } else if (value instanceof EncodedValue encodedValue) {
            encodedValue.write(out);
        } else if (value instanceof Boolean truth) {
            out.writeInt(1).writeByte(truth ? 1 : 0);
        } else if (value instanceof UUID uuid) {
            out.writeInt(16).writeLong(uuid.getMostSignificantBits()).writeLong(uuid.getLeastSignificantBits());
        } else if (value instanceof Double number) {
            out.writeInt(8).writeDouble(number);
        } else if (value instanceof Float number) {
            out.writeInt(4).writeFloat(number);
        } else if (value instanceof Short number) {
            out.writeInt(2).writeShort(number);
        } else {
            byte[] bytes = (byte[]) value;
            out.writeInt(bytes.length).writeBytes(bytes);
        }
    }

    /** The type under which the driver sends values of this class, or 0 if that is for its codecs to say. */
    private static int typeOf(Object value) {
        if (value instanceof Integer) {
            return Types.INT4;
        } else if (value instanceof String) {
            return Types.VARCHAR;
        } else if (value instanceof Long) {
            return Types.INT8;
        } else if (value instanceof Boolean) {
            return Types.BOOL;
        } else if (value instanceof UUID) {
            return Types.UUID;
        } else if (value instanceof Double) {
            return Types.FLOAT8;
        } else if (value instanceof Float) {
            return Types.FLOAT4;
        } else if (value instanceof Short) {
            return Types.INT2;
        }
        return value instanceof byte[] ? Types.BYTEA : 0;
    }

    @Override
    public String toString() {
        return values.length + " parameters";
    }
}
