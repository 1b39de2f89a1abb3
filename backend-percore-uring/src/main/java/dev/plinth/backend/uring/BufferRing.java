package dev.plinth.backend.uring;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Buffers of a core's pool that the kernel receives into, whichever connection's bytes come: so few are
 * enough for all of them that they stay in the cache. When there are too few for a moment, those for whom
 * there was none receive anew, and nothing is lost.
 */
final class BufferRing {

    /** What a core's ring has. One look at the ring brings some twenty, on older kernels more. */
    static final int ENTRIES = 128;

    private static final VarHandle TAIL = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.nativeOrder());

    // struct io_uring_buf; what the first one leaves unused is the ring's tail
    private static final int ENTRY = 16;
    private static final int LENGTH = 8;
    private static final int ID = 12;
    private static final int TAIL_AT = 14;

    private final BufferRingMemory memory;
    private final ByteBuffer entries;
    private final CoreBuffers pool;
    private final ByteBuf[] buffers;
    private final int mask;
    private short tail;
    private boolean withdrawn;

    /** Fills it. */
    BufferRing(BufferRingMemory memory, CoreBuffers pool) {
        this.memory = memory;
        this.entries = memory.entries();
        this.pool = pool;
        this.buffers = new ByteBuf[memory.count()];
        this.mask = buffers.length - 1;
        for (int id = 0; id < buffers.length; id++) {
            provide(id);
        }
    }

    /** The buffer that the kernel has used, for the caller to release; {@link #provide} must follow. */
    ByteBuf take(int id) {
        ByteBuf buffer = buffers[id];
        buffers[id] = null;
        return buffer;
    }

    /** Gives the kernel another one: the one that was just released, mostly. */
    void provide(int id) {
        if (withdrawn) {
            return;
        }
        ByteBuf buffer = pool.take(ReadSize.SMALL);
        buffers[id] = buffer;
        int at = (tail & mask) * ENTRY;
        entries.putLong(at, Addresses.of(buffer));
        entries.putInt(at + LENGTH, buffer.capacity());
        entries.putShort(at + ID, (short) id);
        TAIL.setRelease(entries, TAIL_AT, ++tail);
    }

    /** From here on the kernel uses none; while the ring is still open. What it has used may still be taken. */
    void withdraw() {
        withdrawn = true;
        memory.close();
    }

    /** Nothing is taken any more. */
    void release() {
        for (int id = 0; id < buffers.length; id++) {
            if (buffers[id] != null) {
                take(id).release();
            }
        }
    }
}
