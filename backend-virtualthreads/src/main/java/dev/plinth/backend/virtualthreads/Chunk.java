package dev.plinth.backend.virtualthreads;

import java.nio.ByteBuffer;

/** Gathered bytes: a buffer that grows up to {@link #MAX} and is used again and again. */
final class Chunk {

    static final int MAX = 256 << 10;
    private static final int MIN = 8 << 10;

    private ByteBuffer buffer;

    Chunk(Transport transport) {
        buffer = transport.allocate(MIN);
    }

    /** Grows if it must; false if {@code bytes} do not fit even so (and, for large ones, if it is full). */
    boolean makeRoom(int bytes, Transport transport) {
        int needed = buffer.position() + bytes;
        if (needed <= buffer.capacity()) {
            return true;
        }
        if (bytes > MAX) {
            needed = MAX; // comes in pieces
        }
        if (needed > MAX) {
            return buffer.position() == 0;
        }
        int capacity = buffer.capacity();
        while (capacity < needed) {
            capacity <<= 1;
        }
        if (capacity > buffer.capacity()) {
            buffer = transport.allocate(capacity).put(buffer.flip());
        }
        return buffer.hasRemaining();
    }

    /** Takes as much of {@code src} as there is room for. */
    void append(ByteBuffer src) {
        int limit = src.limit();
        src.limit(src.position() + Math.min(src.remaining(), buffer.remaining()));
        buffer.put(src);
        src.limit(limit);
    }

    int size() {
        return buffer.position();
    }

    boolean isLarge() {
        return buffer.capacity() > MAX / 4;
    }

    ByteBuffer flipped() {
        return buffer.flip();
    }

    void clear() {
        buffer.clear();
    }
}
