package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.r2dbc.postgresql.codec.Codecs;
import io.r2dbc.postgresql.message.Format;
import io.r2dbc.spi.Blob;
import java.util.UUID;

/** Reads one value of a row: the common types by itself, all others through the driver's codecs. */
final class ColumnReader {

    private ColumnReader() {}

    /** The value of {@code length} bytes at {@code index}, which is not null. */
    static Object read(ByteBuf in, int index, int length, Column column, Class<?> wanted, Codecs codecs) {
        if (column.format() == Format.FORMAT_BINARY) {
            Object value = binary(in, index, length, column.type(), wanted);
            if (value != null) {
                return value;
            }
        } else if ((wanted == String.class || wanted == Object.class) && Types.isText(column.type())) {
            return Utf8.read(in, index, length);
        }
        // The driver's Blob releases what it was given once for the stream and once more when it is discarded.
        ByteBuf value = wanted == Blob.class ? Unpooled.copiedBuffer(in.slice(index, length)) : in.slice(index, length);
        return codecs.decode(value, column.type(), column.format(), wanted);
    }

    private static Object binary(ByteBuf in, int index, int length, int type, Class<?> wanted) {
        boolean any = wanted == Object.class;
        boolean text = wanted == String.class;
        switch (type) {
            case Types.INT4:
                return any || text || wanted == Integer.class || wanted == int.class
                        ? as(text, in.getInt(index))
                        : null;
            case Types.INT8:
                return any || text || wanted == Long.class || wanted == long.class ? as(text, in.getLong(index)) : null;
            case Types.INT2:
                return any || text || wanted == Short.class || wanted == short.class
                        ? as(text, in.getShort(index))
                        : null;
            case Types.BOOL:
                boolean truth = in.getByte(index) != 0;
                if (text) {
                    return truth ? "t" : "f";
                }
                return any || wanted == Boolean.class || wanted == boolean.class ? truth : null;
            case Types.UUID:
                return any || text || wanted == UUID.class
                        ? as(text, new UUID(in.getLong(index), in.getLong(index + 8)))
                        : null;
            case Types.FLOAT8:
                if (text) {
                    return Floats.toText(in.getDouble(index));
                }
                return any || wanted == Double.class || wanted == double.class ? in.getDouble(index) : null;
            case Types.FLOAT4:
                if (text) {
                    return Floats.toText(in.getFloat(index));
                }
                return any || wanted == Float.class || wanted == float.class ? in.getFloat(index) : null;
            case Types.BYTEA:
                if (text) {
                    return "\\x" + ByteBufUtil.hexDump(in, index, length);
                }
                return wanted == byte[].class ? ByteBufUtil.getBytes(in, index, length, true) : null;
            default:
                return null;
        }
    }

    /** What the server's own text of these types is. */
    private static Object as(boolean text, Object value) {
        return text ? value.toString() : value;
    }
}
