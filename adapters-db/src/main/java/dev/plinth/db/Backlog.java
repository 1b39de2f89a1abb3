package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;

/** Rows whose subscriber has not asked for them yet, copied out of the connection's buffer, on the heap. */
final class Backlog {

    private static final int CHUNK = 16 << 10;

    private final ArrayDeque<ByteBuf> chunks = new ArrayDeque<>();
    private int bytes;

    boolean isEmpty() {
        return bytes == 0;
    }

    int bytes() {
        return bytes;
    }

    void add(ByteBuf in, int index, int length) {
        ByteBuf chunk = chunks.peekLast();
        if (chunk == null || chunk.writableBytes() < length + 4) {
            chunk = Unpooled.buffer(Math.max(CHUNK, length + 4));
            chunks.add(chunk);
        }
        chunk.writeInt(length).writeBytes(in, index, length);
        bytes += length + 4;
    }

    /** What holds the oldest row: its length at the reader index, then the row. */
    ByteBuf head() {
        return chunks.peekFirst();
    }

    void removeHead() {
        ByteBuf chunk = chunks.peekFirst();
        int length = chunk.readInt();
        chunk.skipBytes(length);
        bytes -= length + 4;
        if (!chunk.isReadable()) {
            chunks.removeFirst(); // never written to again: values may share its bytes
        }
    }

    void clear() {
        chunks.clear();
        bytes = 0;
    }
}
