package dev.plinth.kafka;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Cuts a stream into Kafka's frames (four bytes that say how many follow). Frames that are empty or larger than
 * {@link #LARGEST} go on as parts of a stream: kafka-clients then decides about their memory, as it does by itself.
 */
final class FrameReader {

    /** 16 MiB; a response is larger only where the fetch sizes were raised. */
    static final int LARGEST = 16 << 20;

    private final Consumer<Piece> pieces;
    private final boolean framed;
    private final ByteBuffer head = ByteBuffer.allocate(Integer.BYTES);
    private ByteBuffer frame;
    /** Bytes of a large frame that are to come; negative: a stream for good. */
    private long streamed;

    FrameReader(Consumer<Piece> pieces, boolean framed) {
        this.pieces = pieces;
        this.streamed = framed ? 0 : -1;
        this.framed = framed;
    }

    void read(ByteBuffer data) {
        while (data.hasRemaining()) {
            if (streamed != 0) {
                stream(data);
            } else if (frame == null) {
                readHead(data);
            } else {
                fill(data);
            }
        }
    }

    private void stream(ByteBuffer data) {
        int count = framed && streamed > 0 ? (int) Math.min(streamed, data.remaining()) : data.remaining();
        byte[] part = new byte[count];
        data.get(part);
        if (streamed > 0) {
            streamed -= count;
        }
        pieces.accept(Piece.part(part));
    }

    private void readHead(ByteBuffer data) {
        while (head.hasRemaining() && data.hasRemaining()) {
            head.put(data.get());
        }
        if (head.hasRemaining()) {
            return;
        }
        head.flip();
        int size = head.getInt();
        if (size > 0 && size <= LARGEST) {
            frame = ByteBuffer.allocate(size);
        } else {
            pieces.accept(Piece.part(head.array().clone()));
            streamed = size < 0 ? -1 : size;
        }
        head.clear();
    }

    private void fill(ByteBuffer data) {
        int count = Math.min(frame.remaining(), data.remaining());
        frame.put(frame.position(), data, data.position(), count);
        frame.position(frame.position() + count);
        data.position(data.position() + count);
        if (!frame.hasRemaining()) {
            pieces.accept(Piece.frame(frame));
            frame = null;
        }
    }
}
