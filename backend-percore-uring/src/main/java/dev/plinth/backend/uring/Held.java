package dev.plinth.backend.uring;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Buffers that the kernel sends from without a copy: kept until it notifies that it is done with them. */
final class Held {

    private static final int MOST = Short.MAX_VALUE; // what Netty's ring carries along without a table of its own

    private ByteBuf[] slots = new ByteBuf[0];

    /** @return the slot, counted from 1 */
    int hold(ByteBuf buffer) {
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
}
