package dev.plinth.netty.bridge;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectionClosedException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Hands a channel's messages to its connection, which copies and gathers them until the end of the
 * loop's turn: that merges flushes, and a message may be released at once. On the loop only.
 */
final class BridgeWriter {

    /** A large message goes in pieces, so that the connection can say when it has enough. */
    private static final int PIECE = 64 << 10;

    private boolean paused;

    /** Whether the connection has enough for now. */
    boolean paused() {
        return paused;
    }

    void resume() {
        paused = false;
    }

    void write(ChannelOutboundBuffer out, AsyncConnection connection) throws IOException {
        try {
            while (!paused && !out.isEmpty()) {
                ByteBuf message = (ByteBuf) out.current();
                int readable = message.readableBytes();
                int length = Math.min(readable, PIECE);
                if (length > 0) {
                    paused = !send(connection, message, length);
                }
                if (length == readable) {
                    out.remove();
                } else {
                    out.progress(length);
                    message.skipBytes(length);
                }
            }
        } catch (ConnectionClosedException e) {
            throw Failures.ofConnection(e);
        }
    }

    private boolean send(AsyncConnection connection, ByteBuf message, int length) {
        int index = message.readerIndex();
        ByteBuffer bytes = message.nioBufferCount() == 1
                ? message.internalNioBuffer(index, length)
                : message.nioBuffer(index, length);
        return connection.send(bytes);
    }
}
