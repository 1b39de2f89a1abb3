package dev.plinth.netty.bridge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Bytes that tell their place in the stream: a lost, doubled or swapped piece shows. */
final class Pattern {

    private Pattern() {}

    static byte at(long position) {
        return (byte) (position * 31 + (position >>> 13));
    }

    static ByteBuf bytes(ByteBufAllocator allocator, long from, int length) {
        // By way of an array: paranoid leak detection keeps a stack trace of every access to a buffer.
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = at(from + i);
        }
        return allocator.buffer(length).writeBytes(content);
    }

    /** Fails at the first byte that is not the one which belongs there. */
    static void check(ByteBuf bytes, long from) {
        byte[] content = new byte[bytes.readableBytes()];
        bytes.getBytes(bytes.readerIndex(), content);
        for (int i = 0; i < content.length; i++) {
            if (content[i] != at(from + i)) {
                throw new AssertionError("wrong byte at " + (from + i));
            }
        }
    }
}
