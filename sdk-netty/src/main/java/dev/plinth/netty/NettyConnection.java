package dev.plinth.netty;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectionStats;
import dev.plinth.api.Receiver;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.StreamOptions;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * A connection on a Netty channel: its addresses, and its end. What comes in is {@link Inbound}, what
 * goes out {@link Outbound}, an orderly end {@link OrderlyClose}.
 */
final class NettyConnection implements AsyncConnection {

    private static final Logger LOG = LoggerFactory.getLogger(NettyConnection.class);

    private final Core core;
    private final Sockets sockets;
    private final Channel channel;
    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;
    private final SSLSession tlsSession;
    private final Inbound inbound;
    private final Outbound outbound;
    private final OrderlyClose orderlyClose;
    private final List<Operation<Void>> waitingForClose = new ArrayList<>();
    // Set once each, the first two possibly off the core, the others on it.
    private volatile boolean closing;
    private volatile boolean closed;
    private volatile Throwable cause;
    private boolean aborted;

    NettyConnection(Core core, Sockets sockets, ChannelHandlerContext context, StreamOptions options, SslHandler tls) {
        this.core = core;
        this.sockets = sockets;
        this.channel = context.channel();
        this.localAddress = channel.localAddress();
        this.remoteAddress = channel.remoteAddress();
        this.tlsSession = tls == null ? null : tls.engine().getSession();
        this.outbound = new Outbound(this, context, tls, new WriteMarks(options, sockets.config()));
        this.inbound = new Inbound(this, channel, options.readTimeout(sockets.config()));
        this.orderlyClose = new OrderlyClose(this, sockets.config());
        sockets.connections().add(this);
        if (sockets.closing()) {
            core.execute(this::closeOrderly);
        }
    }

    Channel channel() {
        return channel;
    }

    Core owner() {
        return core;
    }

    Inbound inbound() {
        return inbound;
    }

    Outbound outbound() {
        return outbound;
    }

    @Override
    public int core() {
        return core.index();
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
    public boolean isOpen() {
        return !closing && !closed;
    }

    @Override
    public Optional<SSLSession> tlsSession() {
        return Optional.ofNullable(tlsSession);
    }

    @Override
    public Mono<Integer> read(ByteBuffer dst) {
        return Operation.mono(subscriber -> new ReadOperation(this, subscriber, dst));
    }

    @Override
    public Mono<Void> write(ByteBuffer src) {
        return Operation.mono(subscriber -> new WriteOperation(this, subscriber, src));
    }

    @Override
    public void receive(Receiver receiver) {
        inbound.receive(receiver);
    }

    @Override
    public void pauseReceive() {
        core.runIfAlive(inbound::pause);
    }

    @Override
    public void resumeReceive() {
        core.runIfAlive(inbound::resume);
    }

    @Override
    public boolean send(ByteBuffer src) {
        checkOnCore("send");
        return outbound.send(src);
    }

    @Override
    public void flush() {
        checkOnCore("flush");
        outbound.flushNow();
    }

    private void checkOnCore(String method) {
        if (!core.inLoop()) {
            throw new IllegalStateException(method + " belongs to core " + core.index() + ", it was called on "
                    + Thread.currentThread().getName() + ": use write, or execute(core, …)");
        }
    }

    @Override
    public long pendingWriteBytes() {
        return outbound.pendingBytes();
    }

    @Override
    public Mono<Void> shutdownOutput() {
        return Operation.mono(subscriber -> new OnCore(subscriber) {
            @Override
            public void run() {
                outbound.shutdownOutput(this);
            }

            @Override
            void rejected(RuntimeClosedException error) {
                fail(closedException());
            }
        });
    }

    @Override
    public Mono<Void> close() {
        return Operation.mono(subscriber -> new OnCore(subscriber) {
            @Override
            public void run() {
                closeOrderly();
                awaitClose(this);
            }
        });
    }

    @Override
    public ConnectionStats stats() {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public Mono<Void> onClose() {
        return Operation.mono(subscriber -> new OnCore(subscriber) {
            @Override
            public void run() {
                awaitClose(this);
            }
        });
    }

    @Override
    public void abort() {
        closing = true;
        core.runIfAlive(this::abortNow);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return Optional.of(type.cast(this));
        }
        return type.isInstance(channel) ? Optional.of(type.cast(channel)) : Optional.empty();
    }

    @Override
    public String toString() {
        return "connection with " + remoteAddress + " on core " + core.index();
    }

    /** What operations are told from now on. */
    RuntimeException closedException() {
        return Errors.closed(remoteAddress, cause);
    }

    void closeOrderly() {
        closing = true;
        orderlyClose.start();
    }

    /** Closes at once, because of {@code error}. */
    void fail(Throwable error) {
        if (!aborted && !closed) {
            if (!orderlyClose.started() && cause == null) {
                cause = error;
            }
            abortNow();
        }
    }

    /** Both ends have ended their output: nothing is lost. */
    void finish() {
        if (!aborted && !closed) {
            aborted = true;
            closing = true;
            closeTransport();
        }
    }

    void abortNow() {
        if (!aborted && !closed) {
            aborted = true;
            closing = true;
            try {
                channel.config().setOption(ChannelOption.SO_LINGER, 0); // a reset, not an end
            } catch (ChannelException e) {
                LOG.trace("{} was closed by its transport already", this, e);
            }
            closeTransport();
        }
    }

    /** Past the TLS handler, which would like to say goodbye first. */
    private void closeTransport() {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first == null) {
            channel.close();
        } else {
            first.close();
        }
    }

    /** The channel is closed, by whomever. */
    void onInactive() {
        if (closed) {
            return;
        }
        if (!closing && cause == null) {
            cause = new ClosedChannelException();
        }
        closed = true;
        sockets.connections().remove(this);
        orderlyClose.stop();
        RuntimeException error = closedException();
        outbound.onClosed(cause, error);
        inbound.onClosed(cause, error);
        List<Operation<Void>> waiting = List.copyOf(waitingForClose);
        waitingForClose.clear();
        waiting.forEach(operation -> operation.succeed(null));
    }

    boolean closed() {
        return closed;
    }

    Throwable cause() {
        return cause;
    }

    private void awaitClose(Operation<Void> operation) {
        if (closed) {
            operation.succeed(null);
        } else {
            waitingForClose.add(operation);
        }
    }

    private abstract class OnCore extends Operation<Void> {

        OnCore(CoreSubscriber<? super Void> subscriber) {
            super(core, subscriber);
        }

        @Override
        void rejected(RuntimeClosedException error) {
            succeed(null); // a core that is gone has closed its channels
        }
    }
}
