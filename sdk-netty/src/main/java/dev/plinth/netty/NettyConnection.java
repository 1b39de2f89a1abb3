package dev.plinth.netty;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectionStats;
import dev.plinth.api.Receiver;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.StreamOptions;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * A connection on a {@link Wire}: its addresses, and its end. What comes in is {@link Inbound}, what
 * goes out {@link Outbound}, an orderly end {@link OrderlyClose}.
 */
final class NettyConnection implements AsyncConnection {

    private final Core core;
    private final Sockets sockets;
    private final Wire wire;
    private final Inbound inbound;
    private final Outbound outbound;
    private final OrderlyClose orderlyClose;
    private final List<Operation<Void>> waitingForClose = new ArrayList<>();
    // Set once each, the first two possibly off the core, the others on it.
    private volatile boolean closing;
    private volatile boolean closed;
    private volatile Throwable cause;
    private boolean aborted;

    private NettyConnection(Core core, Sockets sockets, Wire wire, StreamOptions options) {
        this.core = core;
        this.sockets = sockets;
        this.wire = wire;
        this.outbound = new Outbound(this, wire, new WriteMarks(options, sockets.config()));
        this.inbound = new Inbound(this, wire, options.readTimeout(sockets.config()));
        this.orderlyClose = new OrderlyClose(this, sockets.config());
    }

    /** Makes a wire into a connection, and hands it over. */
    static void open(Core core, Sockets sockets, Wire wire, StreamOptions options, Opening opening) {
        NettyConnection connection;
        NettyTaskQueue queue = NettyTaskQueue.of(options);
        if (queue == null) {
            connection = new NettyConnection(core, sockets, wire, options);
            wire.start(new WireEntrance(connection));
        } else {
            Core within = core.within(queue);
            QueuedWire queued = new QueuedWire(wire, within);
            connection = new NettyConnection(within, sockets, queued, options);
            queued.start(new WireEntrance(connection));
        }
        connection.known();
        opening.ready(connection);
        connection.inbound.readAhead();
    }

    private void known() {
        sockets.opened(this);
        if (sockets.closing()) {
            core.execute(this::closeOrderly);
        }
    }

    Wire wire() {
        return wire;
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
        return wire.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return wire.remoteAddress();
    }

    @Override
    public boolean isOpen() {
        return !closing && !closed;
    }

    @Override
    public Optional<SSLSession> tlsSession() {
        return Optional.ofNullable(wire.tlsSession());
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
        return new ConnectionStats(inbound.bytes(), outbound.bytesWritten(), inbound.reads(), outbound.writes());
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
        return wire.unwrap(type);
    }

    @Override
    public String toString() {
        return "connection with " + wire.remoteAddress() + " on core " + core.index();
    }

    /** What operations are told from now on. */
    RuntimeException closedException() {
        return Errors.closed(wire.remoteAddress(), cause);
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
            wire.end();
        }
    }

    void abortNow() {
        if (!aborted && !closed) {
            aborted = true;
            closing = true;
            wire.abort();
        }
    }

    /** The wire is closed, by whomever. */
    void onInactive() {
        if (closed) {
            return;
        }
        if (!closing && cause == null) {
            cause = new ClosedChannelException();
        }
        closed = true;
        sockets.closed(this, cause);
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
