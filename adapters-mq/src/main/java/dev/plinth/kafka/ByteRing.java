package dev.plinth.kafka;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * Bytes on their way from one thread to one other, in order, without a lock. It grows, while it is empty, to hold
 * what is put into it as a whole, up to a limit.
 */
final class ByteRing {

    private static final int SMALLEST = 64 << 10;
    private static final VarHandle PUT;
    private static final VarHandle TAKEN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PUT = lookup.findVarHandle(ByteRing.class, "put", long.class);
            TAKEN = lookup.findVarHandle(ByteRing.class, "taken", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int limit;
    // The writer's; the reader sees it by way of put.
    private ByteBuffer bytes;
    private ByteBuffer reading;
    private long put;
    private long taken;

    /** At most {@code limit} bytes, a power of two. */
    ByteRing(int limit) {
        if (Integer.bitCount(limit) != 1) {
            throw new IllegalArgumentException(limit + " is no power of two");
        }
        this.limit = limit;
    }

    /** Bytes that wait; exact or more for the writer, exact or less for the reader. */
    int size() {
        return (int) ((long) PUT.getAcquire(this) - (long) TAKEN.getAcquire(this));
    }

    /** The writer: whether a good part of it is free. */
    boolean hasRoom() {
        return size() <= (bytes == null ? 0 : bytes.capacity() - (bytes.capacity() >> 2));
    }

    /** The writer: says how much is to come, so that it may grow. */
    void expect(long count) {
        int capacity = bytes == null ? 0 : bytes.capacity();
        if (count > capacity && capacity < limit && size() == 0) {
            int wanted = (int) Math.min(limit, Math.max(SMALLEST, Long.highestOneBit(count - 1) << 1));
            bytes = ByteBuffer.allocate(wanted);
        }
    }

    /** The writer: takes as much of {@code src} as fits, and says how much that was. */
    int put(ByteBuffer src) {
        int free = bytes.capacity() - size();
        int count = Math.min(free, src.remaining());
        if (count == 0) {
            return 0;
        }
        int at = (int) put & bytes.capacity() - 1;
        int first = Math.min(count, bytes.capacity() - at);
        bytes.put(at, src, src.position(), first);
        if (first < count) {
            bytes.put(0, src, src.position() + first, count - first);
        }
        src.position(src.position() + count);
        PUT.setRelease(this, put + count);
        return count;
    }

    /** The reader: what waits and lies together, or null; valid until {@link #taken}. */
    ByteBuffer peek() {
        int count = size();
        if (count == 0) {
            return null;
        }
        ByteBuffer now = bytes;
        if (reading == null || reading.array() != now.array()) {
            reading = now.duplicate();
        }
        int at = (int) taken & now.capacity() - 1;
        return reading.limit(Math.min(now.capacity(), at + count)).position(at);
    }

    /** The reader: has done with the first {@code count} bytes. */
    void taken(int count) {
        TAKEN.setRelease(this, taken + count);
    }
}
