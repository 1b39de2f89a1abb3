package dev.plinth.kafka;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.Receiver;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.TcpOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;

/**
 * The connection of a {@link CoreChannel}, from its opening to its end. The channel's thread asks for things, the
 * core does them and signals the selector.
 */
final class Link implements Receiver {

    /** Bytes that a connection takes even if they fill it. */
    private static final int STEP = 256 << 10;

    private final CoreTransport transport;
    private final CoreSelector selector;
    private final Inflow in;
    private final Outflow out;
    private final Runnable sendTask = this::sendNow;
    private final AtomicBoolean sendScheduled = new AtomicBoolean();

    private volatile InetSocketAddress remote;
    private volatile AsyncConnection connection;
    private volatile Throwable failure;
    private volatile boolean closing;
    private Disposable opening;
    /** Of the core. */
    private boolean full;

    Link(CoreTransport transport, CoreSelector selector, Inflow in, Outflow out) {
        this.transport = transport;
        this.selector = selector;
        this.in = in;
        this.out = out;
    }

    InetSocketAddress remoteAddress() {
        return remote;
    }

    AsyncConnection connection() {
        return connection;
    }

    /** Whether connecting has come to an end. */
    boolean isDecided() {
        return connection != null || failure != null;
    }

    void checkConnected() throws IOException {
        Throwable error = failure;
        if (connection == null && error != null) {
            throw Failures.connecting(remote, error);
        }
    }

    // ---- the channel's thread

    /** Connects; {@code socket.connection.setup.timeout.ms} is kept by the client, which closes the channel. */
    void connect(InetSocketAddress address, SocketSizes sizes) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("Can't resolve address: " + address);
        }
        remote = address;
        TcpOptions tcp = TcpOptions.defaults()
                .withKeepAlive(true)
                .withSendBuffer(sizes.sendOrZero())
                .withReceiveBuffer(sizes.receiveOrZero());
        ConnectOptions options = ConnectOptions.builder()
                .core(transport.core())
                .tcp(tcp)
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .build();
        opening = transport.runtime().connect(address, options).subscribeWith(new BaseSubscriber<>() {
            @Override
            protected void hookOnNext(AsyncConnection came) {
                opened(came); // also if it was on its way when the attempt was given up: it must be closed
            }

            @Override
            protected void hookOnError(Throwable cause) {
                refused(cause);
            }
        });
    }

    /** Has the core send what was written. */
    void send() {
        if (sendScheduled.compareAndSet(false, true)) {
            onCore(sendTask);
        }
    }

    /** What was written before still goes out. */
    void close() {
        closing = true;
        if (opening != null && connection == null) {
            opening.dispose();
        }
        if (connection != null) {
            onCore(this::closeNow);
        }
    }

    private void onCore(Runnable task) {
        try {
            transport.runtime().execute(transport.core(), task);
        } catch (RuntimeClosedException e) {
            ended(e);
        }
    }

    // ---- the core

    private void opened(AsyncConnection opened) {
        transport.journal().opened();
        in.connection(opened);
        connection = opened;
        opened.receive(this);
        if (closing) {
            opened.abort();
        }
        selector.signal();
    }

    private void refused(Throwable cause) {
        transport.journal().refused(remote, cause);
        ended(cause);
    }

    /** On the core: whether the connection takes more. */
    boolean hasRoom() {
        return !full;
    }

    /** On the core, with nothing in {@link Outflow}: as much as there is room for, in steps. */
    int sendOnCore(ByteBuffer src) {
        AsyncConnection to = connection;
        int start = src.position();
        int limit = src.limit();
        try {
            while (!full && to.isOpen() && src.position() < limit) {
                src.limit(Math.min(limit, src.position() + STEP));
                full = !to.send(src);
            }
        } finally {
            src.limit(limit); // whatever send throws: else the caller takes the rest for sent
        }
        return src.position() - start;
    }

    private void sendNow() {
        sendScheduled.set(false); // before looking: what is written from here on schedules another
        AsyncConnection to = connection;
        if (to == null || !to.isOpen()) {
            return;
        }
        for (ByteBuffer bytes = full ? null : out.peek(); bytes != null; bytes = full ? null : out.peek()) {
            int count = bytes.remaining();
            full = !to.send(bytes);
            out.taken(count);
        }
    }

    private void closeNow() {
        AsyncConnection open = connection;
        full = false;
        sendNow();
        open.close().subscribe();
    }

    @Override
    public void onReceive(AsyncConnection from, ByteBuffer data) {
        if (closing) {
            data.position(data.limit());
        } else {
            in.received(data);
        }
    }

    @Override
    public void onReceiveComplete(AsyncConnection from) {
        in.receivedAll();
    }

    @Override
    public void onEnd(AsyncConnection from) {
        in.end(null);
        selector.signal();
    }

    @Override
    public void onWritable(AsyncConnection to) {
        full = false;
        sendNow();
        selector.signal(); // a core that runs the sender may have found no room
    }

    @Override
    public void onClosed(AsyncConnection closed, Throwable cause) {
        transport.journal().closed(remote, closing ? null : cause);
        ended(cause == null ? new ClosedChannelException() : cause);
    }

    private void ended(Throwable cause) {
        failure = cause;
        IOException error = Failures.lost(remote, cause);
        in.end(error);
        out.end(error);
        selector.signal();
    }
}
