package dev.plinth.kafka;

import java.nio.ByteBuffer;

/** Received bytes: a whole frame, its size in front, or a part of a stream. Read by the channel's thread. */
final class Piece {

    private final ByteBuffer memory;
    private final boolean frame;
    private final int size;
    /** The frame's size, not yet read; null after that. */
    private ByteBuffer head;

    private int position;

    private Piece(ByteBuffer memory, boolean frame) {
        this.memory = memory;
        this.frame = frame;
        this.size = memory.capacity() + (frame ? Integer.BYTES : 0);
        if (frame) {
            head = ByteBuffer.allocate(Integer.BYTES).putInt(0, memory.capacity());
        }
    }

    /** A frame; its memory is at its limit. */
    static Piece frame(ByteBuffer full) {
        return new Piece(full, true);
    }

    /** A part of a stream. */
    static Piece part(byte[] bytes) {
        return new Piece(ByteBuffer.wrap(bytes), false);
    }

    int size() {
        return size;
    }

    boolean hasRemaining() {
        return head != null || position < memory.capacity();
    }

    /** Whether {@code dst} is this frame's own memory: then it is read already. */
    boolean isMemory(ByteBuffer dst) {
        return dst == memory;
    }

    /** Moves what fits, of the head or of the rest, and says how much. */
    int read(ByteBuffer dst, FramePool frames) {
        if (head != null) {
            int count = Math.min(head.remaining(), dst.remaining());
            dst.put(head.slice().limit(count));
            head.position(head.position() + count);
            if (!head.hasRemaining()) {
                head = null;
                frames.next(position == 0 ? memory : null);
            }
            return count;
        }
        if (dst == memory) {
            position = memory.capacity();
            return position;
        }
        int count = Math.min(memory.capacity() - position, dst.remaining());
        dst.put(dst.position(), memory.duplicate().clear(), position, count);
        dst.position(dst.position() + count);
        position += count;
        return count;
    }

    @Override
    public String toString() {
        return (frame ? "frame of " : "part of ") + memory.capacity() + " bytes";
    }
}
