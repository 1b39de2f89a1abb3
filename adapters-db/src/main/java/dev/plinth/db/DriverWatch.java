package dev.plinth.db;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntConsumer;

/**
 * Knows whether the driver has the wire: it counts what the driver asks of the server, and the answers that are
 * whole. The driver itself does not tell, and after a cancel it goes on to read what nobody wants any more. On
 * the connection's core only, but for {@link #status()}.
 */
final class DriverWatch extends ChannelDuplexHandler {

    /** In no transaction. */
    static final char IDLE = 'I';

    private static final int HEADER = 5;

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private volatile char status = IDLE;
    private IntConsumer onStatus = any -> {};
    private int outstanding;
    private boolean reading;
    private long outboundBody;
    private long inboundBody;
    private int headerBytes;
    private byte type;
    private int length;

    /** Goes between the driver's handlers and whatever is nearer to the socket. */
    static DriverWatch install(Channel channel) {
        DriverWatch watch = new DriverWatch();
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls == null) {
            pipeline.addFirst(watch);
        } else {
            pipeline.addAfter(tls.name(), null, watch);
        }
        return watch;
    }

    /** Is told each state of the transaction that the server tells the driver. */
    void onStatus(IntConsumer listener) {
        onStatus = listener;
    }

    /** Whether the server has answered all that the driver asked. */
    boolean isIdle() {
        return outstanding == 0;
    }

    /** Whether the driver is reading what has come, right now. */
    boolean isReading() {
        return reading;
    }

    /** The state of the transaction when the server answered the driver last: 'I' none, 'T' open, 'E' failed. */
    char status() {
        return status;
    }

    /** Runs {@code task} once the server has answered all, or the connection is gone; at once if it has. */
    void whenIdle(Runnable task) {
        if (outstanding == 0) {
            task.run();
        } else {
            waiting.add(task);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) throws Exception {
        if (msg instanceof ByteBuf bytes) {
            sent(bytes);
        }
        super.write(ctx, msg, promise);
    }

    /** The driver writes whole messages, but the data of a COPY may come apart from its header. */
    private void sent(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            long body = Math.min(outboundBody, end - at);
            outboundBody -= body;
            at += (int) body;
            if (end - at < HEADER) {
                return;
            }
            byte what = bytes.getByte(at);
            if (what == 'Q' || what == 'S' || what == 'F') {
                outstanding++;
            }
            outboundBody = bytes.getInt(at + 1) - 4L;
            at += HEADER;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
        boolean busy = outstanding > 0;
        if (msg instanceof ByteBuf bytes) {
            received(bytes);
        }
        reading = true;
        try {
            super.channelRead(ctx, msg);
        } finally {
            reading = false;
        }
        if (busy && outstanding == 0) {
            runWaiting();
        }
    }

    private void received(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (inboundBody > 0) {
                if (type == 'Z') {
                    status = (char) bytes.getByte(at);
                    onStatus.accept(status);
                    outstanding = Math.max(0, outstanding - 1);
                }
                long body = Math.min(inboundBody, end - at);
                inboundBody -= body;
                at += (int) body;
                continue;
            }
            byte next = bytes.getByte(at++);
            if (headerBytes == 0) {
                type = next;
                length = 0;
            } else {
                length = length << 8 | next & 0xff;
            }
            if (++headerBytes == HEADER) {
                headerBytes = 0;
                inboundBody = length - 4L;
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        outstanding = 0;
        runWaiting();
    }

    private void runWaiting() {
        for (Runnable task; outstanding == 0 && (task = waiting.poll()) != null; ) {
            task.run();
        }
    }
}
