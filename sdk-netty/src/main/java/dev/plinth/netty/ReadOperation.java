package dev.plinth.netty;

import dev.plinth.api.RuntimeClosedException;
import java.nio.ByteBuffer;
import reactor.core.CoreSubscriber;

/** One pull read. */
final class ReadOperation extends Operation<Integer> {

    private final NettyConnection connection;
    private final ByteBuffer dst;

    ReadOperation(NettyConnection connection, CoreSubscriber<? super Integer> subscriber, ByteBuffer dst) {
        super(connection.owner(), subscriber);
        this.connection = connection;
        if (dst.isReadOnly() || !dst.hasRemaining()) {
            throw new IllegalArgumentException("read needs a buffer with room that can be written to, and was given "
                    + dst + (dst.isReadOnly() ? ", which is read-only" : ", which is full"));
        }
        this.dst = dst;
    }

    ByteBuffer dst() {
        return dst;
    }

    @Override
    public void run() {
        if (!isDone()) {
            connection.inbound().read(this);
        }
    }

    @Override
    void cancelled() {
        connection.inbound().forget(this);
    }

    @Override
    void rejected(RuntimeClosedException error) {
        fail(connection.closedException());
    }
}
