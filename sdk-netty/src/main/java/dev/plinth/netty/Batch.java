package dev.plinth.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.ArrayList;
import java.util.List;

/** One buffer on its way through the channel, and the writes that are complete when it is taken. */
final class Batch implements ChannelFutureListener {

    private final WriteQueue queue;
    private final ByteBuf data;
    private int handed = -1;
    private List<WriteOperation> completes = List.of();

    Batch(WriteQueue queue, ByteBuf data) {
        this.queue = queue;
        this.data = data;
    }

    ByteBuf data() {
        return data;
    }

    /** The bytes in it; fixed once it is handed over, when the channel moves its indexes. */
    int size() {
        return handed >= 0 ? handed : data.readableBytes();
    }

    ByteBuf hand() {
        handed = data.readableBytes();
        return data;
    }

    void completes(WriteOperation write) {
        if (completes.isEmpty()) {
            completes = new ArrayList<>(2);
        }
        completes.add(write);
    }

    void succeed() {
        for (WriteOperation write : completes) {
            write.succeed(null);
        }
    }

    void fail(Throwable error) {
        for (WriteOperation write : completes) {
            write.fail(error);
        }
    }

    @Override
    public void operationComplete(ChannelFuture future) {
        queue.completed(this, future.cause());
    }
}
