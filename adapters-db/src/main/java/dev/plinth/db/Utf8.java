package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;

/** Text on the wire. */
final class Utf8 {

    /** Texts up to this length are read by way of an array that is kept. */
    private static final int SHORT = 4096;

    private static final FastThreadLocal<byte[]> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[SHORT];
        }
    };

    private Utf8() {}

    static void writeWithLength(ByteBuf out, String text) {
        int at = out.writerIndex();
        out.writeInt(0);
        out.setInt(at, ByteBufUtil.writeUtf8(out, text));
    }

    static void writeTerminated(ByteBuf out, String text) {
        ByteBufUtil.writeUtf8(out, text);
        out.writeByte(0);
    }

    static String read(ByteBuf in, int index, int length) {
        if (in.hasArray()) {
            return new String(in.array(), in.arrayOffset() + index, length, StandardCharsets.UTF_8);
        }
        byte[] bytes = length <= SHORT ? SCRATCH.get() : new byte[length];
        in.getBytes(index, bytes, 0, length);
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
