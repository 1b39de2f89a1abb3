package dev.plinth.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A wire that is a Netty channel, with TLS in its pipeline or not. {@link ConnectionHandler} brings its events. */
final class ChannelWire implements Wire {

    private static final Logger LOG = LoggerFactory.getLogger(ChannelWire.class);

    /** What the channel is given at a time: one chunk to send, and one to follow at once. */
    private static final int WINDOW = 2 * WriteQueue.CHUNK;

    private final ChannelHandlerContext context;
    private final Channel channel;
    private final SslHandler tls;
    private final SSLSession session;
    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;
    private final ChannelFutureListener written = this::written;
    private WireEvents events;
    private long seenHeld;
    private long seenProgress;

    ChannelWire(ChannelHandlerContext context, SslHandler tls) {
        this.context = context;
        this.channel = context.channel();
        this.tls = tls;
        this.session = tls == null ? null : tls.engine().getSession();
        this.localAddress = channel.localAddress();
        this.remoteAddress = channel.remoteAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public SSLSession tlsSession() {
        return session;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(channel) ? Optional.of(type.cast(channel)) : Optional.empty();
    }

    @Override
    public void start(WireEvents events) {
        this.events = events;
    }

    WireEvents events() {
        return events;
    }

    @Override
    public void read() {
        if (!channel.config().isAutoRead()) {
            channel.read();
        }
    }

    @Override
    public void autoRead(boolean on) {
        channel.config().setAutoRead(on);
    }

    @Override
    public ByteBuf buffer(int size) {
        return context.alloc().directBuffer(size);
    }

    @Override
    public int window() {
        return WINDOW;
    }

    @Override
    public void write(ByteBuf data) {
        events.onWaiting(); // a channel does not say
        context.write(data).addListener(written);
    }

    private void written(ChannelFuture future) {
        if (future.isSuccess()) {
            events.onWritten();
        } else {
            events.onFailed(future.cause()); // closes, and that fails what waits
        }
    }

    @Override
    public void flush() {
        context.flush();
    }

    /** A buffer that is sent bit by bit is seen by the channel's own books. */
    @Override
    public boolean hasMoved() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        long held = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        long progress = buffer == null ? 0 : buffer.currentProgress();
        boolean moved = held < seenHeld || progress != seenProgress;
        seenHeld = held;
        seenProgress = progress;
        return moved;
    }

    @Override
    public void shutdownOutput() {
        if (tls == null) {
            shutDownSocket();
        } else {
            tls.closeOutbound().addListener(closeNotifyWritten -> shutDownSocket());
        }
    }

    private void shutDownSocket() {
        ((DuplexChannel) channel).shutdownOutput().addListener(done -> {
            if (done.isSuccess()) {
                events.onOutputShutDown();
            } else {
                events.onFailed(done.cause());
            }
        });
    }

    /** Past the TLS handler, which would like to say goodbye first. */
    @Override
    public void end() {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first == null) {
            channel.close();
        } else {
            first.close();
        }
    }

    @Override
    public void abort() {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0); // a reset, not an end
        } catch (ChannelException e) {
            LOG.trace("{} was closed by its transport already", channel, e);
        }
        end();
    }
}
