package dev.plinth.backend.uring;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Buffers that the kernel sends from without a copy: kept until it notifies that it is done with them. */
final class Held {

    private static final int MOST = Short.MAX_VALUE; // what Netty's ring carries along without a table of its own

    /** Of rings that have ended: nobody will hear when the kernel is done with these. */
    private static final Queue<ByteBuf> FOR_GOOD = new ConcurrentLinkedQueue<>();

    private ByteBuf[] slots = new ByteBuf[0];

    /**
     * Keeps a buffer, in the knowledge of its core's pool.
     *
     * @return the slot, counted from 1
     */
    int hold(ByteBuf buffer, CoreBuffers pool) {
        if (slots.length == 0) {
            pool.lends(this);
        }
        int free = 0;
        while (free < slots.length && slots[free] != null) {
            free++;
        }
        if (free == MOST) {
            throw new IllegalStateException(MOST + " buffers are on their way on one connection");
        }
        if (free == slots.length) {
            slots = Arrays.copyOf(slots, free + 4);
        }
        slots[free] = buffer.retain();
        return free + 1;
    }

    void release(int slot) {
        ByteBuf buffer = slots[slot - 1];
        slots[slot - 1] = null;
        buffer.release();
    }

    /**
     * The ring has ended, and the kernel still sends from what is kept: memory that is freed and used
     * again would reach the peer with other bytes in it.
     *
     * @return how many bytes stay as they are
     */
    long keepForGood() {
        long bytes = 0;
        for (ByteBuf buffer : slots) {
            if (buffer != null) {
                bytes += buffer.capacity();
                FOR_GOOD.add(buffer);
            }
        }
        return bytes;
    }
}
