package dev.plinth.netty.bridge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends a patterned stream as fast as it may, checks what comes back, and stops reading every now
 * and then.
 */
final class Pump extends ChannelInboundHandlerAdapter {

    private static final int PIECE = 10_000;

    final CompletableFuture<Void> complete = new CompletableFuture<>();
    private final long total;
    private final int readsBetweenPauses;
    private final boolean strict;
    private long sent;
    private long received;
    private int reads;
    private boolean pausedReading;
    int pauses;

    Pump(long total, int readsBetweenPauses) {
        this(total, readsBetweenPauses, true);
    }

    /**
     * A pump.
     *
     * @param strict whether nothing may come while it does not read; SslHandler hands over the rest of
     *     what it has decrypted, on every transport
     */
    Pump(long total, int readsBetweenPauses, boolean strict) {
        this.strict = strict;
        this.total = total;
        this.readsBetweenPauses = readsBetweenPauses;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        send(context.channel());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        send(context.channel());
    }

    private void send(Channel channel) {
        while (sent < total && channel.isWritable()) {
            int length = (int) Math.min(PIECE, total - sent);
            long from = sent;
            sent += length; // before the write: it may call back to say that it has become unwritable
            channel.write(Pattern.bytes(channel.alloc(), from, length));
        }
        channel.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (pausedReading && strict) {
                throw new AssertionError("read while auto-read is off");
            }
            Pattern.check(bytes, received);
            received += bytes.readableBytes();
        } catch (AssertionError e) {
            complete.completeExceptionally(e);
        } finally {
            bytes.release();
        }
        if (received == total) {
            complete.complete(null);
        } else if (++reads % readsBetweenPauses == 0) {
            pause(context.channel());
        }
    }

    private void pause(Channel channel) {
        pauses++;
        pausedReading = true;
        channel.config().setAutoRead(false);
        Runnable resume = () -> {
            pausedReading = false;
            channel.config().setAutoRead(true);
        };
        if (pauses % 2 == 0) {
            channel.eventLoop().execute(resume);
        } else {
            channel.eventLoop().schedule(resume, 1, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        complete.completeExceptionally(new AssertionError("closed after " + received + " bytes"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        complete.completeExceptionally(cause);
    }
}
