package dev.plinth.kafka;

import java.nio.ByteBuffer;
import org.apache.kafka.common.memory.MemoryPool;

/**
 * Gives a response the very memory that the core has received it into. kafka-clients reads a response's size, asks
 * its pool for that much memory, and reads into it: here that is the frame which is next, full already.
 */
final class FramePool implements MemoryPool {

    private ByteBuffer next;

    /** The frame of which the size has just been read. */
    void next(ByteBuffer frame) {
        next = frame;
    }

    @Override
    public ByteBuffer tryAllocate(int size) {
        ByteBuffer frame = next;
        next = null;
        return frame != null && frame.capacity() == size ? frame : ByteBuffer.allocate(size);
    }

    @Override
    public void release(ByteBuffer memory) {
        // the garbage collector's
    }

    @Override
    public long size() {
        return Long.MAX_VALUE;
    }

    @Override
    public long availableMemory() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean isOutOfMemory() {
        return false;
    }
}
