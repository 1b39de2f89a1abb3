package dev.plinth.cli.behaviour;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/** Writes a value so that values that differ, be it in their type, give bytes that differ. */
final class Canonical {

    private Canonical() {}

    static byte[] bytes(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, value);
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, Object value) {
        if (value == null) {
            text(out, "null");
        } else if (value instanceof byte[] bytes) {
            counted(out, "bytes", bytes);
        } else if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            counted(out, "bytes", bytes);
        } else if (value instanceof CharSequence chars) {
            counted(out, "text", chars.toString().getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Object[] array) {
            write(out, Arrays.asList(array));
        } else if (value instanceof Collection<?> list) {
            text(out, "list " + list.size() + " [");
            for (Object each : list) {
                write(out, each);
                text(out, ", ");
            }
            text(out, "]");
        } else if (value instanceof Map<?, ?> map) {
            text(out, "map " + map.size() + " [");
            map.forEach((key, each) -> {
                write(out, key);
                text(out, " = ");
                write(out, each);
                text(out, ", ");
            });
            text(out, "]");
        } else {
            text(out, value.getClass().getSimpleName() + " " + value);
        }
    }

    private static void counted(ByteArrayOutputStream out, String type, byte[] bytes) {
        text(out, type + " " + bytes.length + " ");
        out.writeBytes(bytes);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
