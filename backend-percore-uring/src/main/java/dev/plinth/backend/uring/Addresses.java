package dev.plinth.backend.uring;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Buffer;

/** Where in memory the kernel finds a buffer. */
final class Addresses {

    private Addresses() {}

    /** The address of index 0. */
    static long of(ByteBuf buffer) {
        if (buffer instanceof PooledBuffer pooled && pooled.address() != 0) {
            return pooled.address();
        }
        return buffer.hasMemoryAddress()
                ? buffer.memoryAddress()
                : Buffer.memoryAddress(buffer.nioBuffer(0, buffer.capacity()));
    }
}
