package dev.plinth.redis;

import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.EncoderException;
import java.nio.channels.ClosedChannelException;
import java.util.Collection;

/**
 * Takes the place of Lettuce's CommandEncoder: encodes all commands of a turn into one buffer, which
 * goes to the channel as one message when the (merged) flush comes. Lettuce's makes a buffer, an entry
 * in the channel's queue and an element of the vector that is written for every command.
 */
final class BatchEncoder extends ChannelDuplexHandler {

    static final String NAME = "plinth-encoder";

    /** A batch that has grown to this goes out without waiting for the flush. */
    private static final int MOST_BYTES = 64 << 10;

    /** The same by commands: half of those in flight, between these bounds. */
    static final int MOST_COMMANDS = 32;

    private static final int LEAST_COMMANDS = 8;

    private static final int LEAST_BYTES = 256;

    /** Whether the channel moves the reader index of what it is given as the transport takes it. */
    private final boolean showsProgress;

    private final Collection<?> unanswered;
    private Batch batch;
    private int sizeHint = LEAST_BYTES;

    BatchEncoder(boolean showsProgress, Collection<?> unanswered) {
        this.showsProgress = showsProgress;
        this.unanswered = unanswered;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (msg instanceof RedisCommand<?, ?, ?> command) {
            ByteBuf data = open(ctx);
            int start = data.writerIndex();
            try {
                command.encode(data);
            } catch (RuntimeException | Error e) {
                refuse(ctx, start, promise, e);
                return;
            }
            added(ctx, promise, true);
        } else if (msg instanceof Collection<?> commands) {
            ByteBuf data = open(ctx);
            int start = data.writerIndex();
            try {
                for (Object command : commands) {
                    ((RedisCommand<?, ?, ?>) command).encode(data);
                }
            } catch (RuntimeException | Error e) {
                refuse(ctx, start, promise, e);
                return;
            }
            added(ctx, promise, false);
        } else {
            handOver(ctx);
            ctx.write(msg, promise);
        }
    }

    private ByteBuf open(ChannelHandlerContext ctx) {
        if (batch == null) {
            batch = new Batch(ctx.alloc().ioBuffer(sizeHint), showsProgress);
        }
        return batch.data();
    }

    private void added(ChannelHandlerContext ctx, ChannelPromise promise, boolean single) {
        batch.add(promise, single);
        if (batch.commands() >= worthFlushing() || batch.data().readableBytes() >= MOST_BYTES) {
            flush(ctx);
        }
    }

    /**
     * Few enough for the server to begin on the first half while the second is being made, many enough
     * to make a system call cheap: 64 in flight go out in two parts (./plinth compare
     * --workloads=get-pipelined-64 shows what that gains; quarters and eighths gain less).
     */
    private int worthFlushing() {
        return Math.max(LEAST_COMMANDS, Math.min(MOST_COMMANDS, unanswered.size() / 2));
    }

    /** As Lettuce's encoder does: what the command was to be is unknown, so its answer would be, too. */
    private void refuse(ChannelHandlerContext ctx, int start, ChannelPromise promise, Throwable cause) {
        batch.data().writerIndex(start);
        promise.tryFailure(new EncoderException("a command cannot be encoded: the connection is closed", cause));
        ctx.close();
    }

    private void handOver(ChannelHandlerContext ctx) {
        Batch full = batch;
        if (full != null) {
            batch = null;
            int size = full.data().readableBytes();
            sizeHint = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, Math.max(size, (sizeHint + size) / 2)));
            ctx.write(full.handOver(), ctx.newPromise().addListener(full));
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        handOver(ctx);
        ctx.flush();
    }

    /** Before Lettuce hears of the loss: what was not handed over has not run, and waits for the next connection. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        drop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        drop();
    }

    private void drop() {
        Batch left = batch;
        if (left != null) {
            batch = null;
            left.drop(new ClosedChannelException());
        }
    }
}
