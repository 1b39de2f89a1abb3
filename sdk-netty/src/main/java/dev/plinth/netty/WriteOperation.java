package dev.plinth.netty;

import dev.plinth.api.RuntimeClosedException;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Objects;
import reactor.core.CoreSubscriber;

/** One write of a buffer of the caller's, taken in pieces. */
final class WriteOperation extends Operation<Void> {

    private final NettyConnection connection;
    private final ByteBuffer src;
    private boolean begun;

    WriteOperation(NettyConnection connection, CoreSubscriber<? super Void> subscriber, ByteBuffer src) {
        super(connection.owner(), subscriber);
        this.connection = connection;
        this.src = Objects.requireNonNull(src, "src");
    }

    int remaining() {
        return src.remaining();
    }

    /** Whether a byte has been taken: it is then carried on to its end. */
    boolean begun() {
        return begun;
    }

    /** Moves as much as fits. */
    int moveTo(ByteBuf target) {
        begun = true;
        int count = Math.min(src.remaining(), target.writableBytes());
        int end = src.limit();
        src.limit(src.position() + count);
        target.writeBytes(src);
        src.limit(end);
        return count;
    }

    @Override
    public void run() {
        if (!isDone()) {
            connection.outbound().write(this);
        }
    }

    @Override
    void cancelled() {
        core().runIfAlive(() -> connection.outbound().withdraw(this));
    }

    @Override
    void rejected(RuntimeClosedException error) {
        fail(connection.closedException());
    }
}
