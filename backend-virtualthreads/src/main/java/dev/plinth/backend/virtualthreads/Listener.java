package dev.plinth.backend.virtualthreads;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.ConnectException;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.RuntimeConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

/** A listening socket, and the virtual thread that accepts on it. */
final class Listener implements AsyncListener, VirtualThreadsRuntime.Pending {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    /** After a failed accept (no file descriptors left, mostly) before the next. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final VirtualThreadsRuntime runtime;
    private final Core core;
    private final ServerSocketChannel channel;
    private final SocketAddress local;
    private final ListenOptions options;
    private final Consumer<? super AsyncConnection> onAccept;
    private final Sinks.Empty<Void> ended = Sinks.empty();

    private Listener(
            VirtualThreadsRuntime runtime,
            Core core,
            ServerSocketChannel channel,
            ListenOptions options,
            Consumer<? super AsyncConnection> onAccept)
            throws IOException {
        this.runtime = runtime;
        this.core = core;
        this.channel = channel;
        this.local = channel.getLocalAddress();
        this.options = options;
        this.onAccept = onAccept;
    }

    /** Binds and begins to accept, on a thread of its own; signals on {@code core}. */
    static void start(
            VirtualThreadsRuntime runtime,
            Core core,
            InetSocketAddress address,
            ListenOptions options,
            Consumer<? super AsyncConnection> onAccept,
            MonoSink<AsyncListener> sink) {
        runtime.threads().start("plinth-vt-listener", () -> {
            Listener listener;
            try {
                listener = new Listener(runtime, core, bind(address, options, runtime.threads()), options, onAccept);
            } catch (IOException | RuntimeException e) {
                ConnectException error = new ConnectException(
                        "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + e.getMessage()
                                + "; is the port taken, or the address not one of this machine?",
                        e);
                core.submitOrRun(() -> sink.error(error));
                return;
            }
            if (!runtime.register(listener)) {
                core.submitOrRun(() -> sink.error(VirtualThreadsRuntime.closedError()));
                return;
            }
            sink.onCancel(() -> Sockets.closeQuietly(listener.channel));
            core.submitOrRun(() -> sink.success(listener));
            listener.acceptAll();
        });
    }

    private static ServerSocketChannel bind(InetSocketAddress address, ListenOptions options, Threads threads)
            throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            Sockets.applyReceiveBuffer(options.stream().tcp(), channel);
            InetSocketAddress resolved = address.isUnresolved()
                    ? new InetSocketAddress(Names.resolve(address.getHostString(), threads)[0], address.getPort())
                    : address;
            return channel.bind(resolved, options.backlog());
        } catch (IOException | RuntimeException e) {
            Sockets.closeQuietly(channel);
            throw e;
        }
    }

    private void acceptAll() {
        while (channel.isOpen()) {
            try {
                accepted(channel.accept());
            } catch (IOException | RuntimeException e) {
                if (channel.isOpen()) {
                    LOG.warn("Accepting on {} failed, trying again in {}: {}", local, PAUSE, e.toString());
                    LockSupport.parkNanos(this, PAUSE.toNanos());
                }
            }
        }
        runtime.unregister(this);
        ended.tryEmitEmpty();
    }

    private void accepted(SocketChannel socket) throws IOException {
        Core owner = runtime.nextCore();
        try {
            Sockets.apply(options.stream().tcp(), socket);
        } catch (IOException e) {
            LOG.debug("A connection to {} was lost at once", local, e);
            Sockets.closeQuietly(socket);
            return;
        }
        if (options.stream().tls().isEmpty()) {
            hand(owner, new PlainTransport(socket));
        } else {
            runtime.threads().start("plinth-vt-handshake", () -> handshake(owner, socket));
        }
    }

    private void handshake(Core owner, SocketChannel socket) {
        Duration limit = runtime.config().get(RuntimeConfig.CONNECT_TIMEOUT);
        TimedTask timer = new TimedTask(
                owner,
                Timers.dueIn(limit),
                () -> Sockets.closeQuietly(socket),
                () -> Sockets.closeQuietly(socket)); // the runtime ends
        if (!limit.isZero()) {
            owner.submit(timer);
        }
        try {
            InetSocketAddress peer = (InetSocketAddress) socket.getRemoteAddress();
            hand(
                    owner,
                    TlsTransport.handshake(
                            socket, options.stream().tls().orElseThrow(), peer.getHostString(), peer.getPort()));
        } catch (IOException | RuntimeException e) {
            LOG.debug("A TLS handshake on {} failed", local, e);
            Sockets.closeQuietly(socket);
        } finally {
            timer.dispose();
        }
    }

    private void hand(Core owner, Transport transport) {
        if (!owner.submit(() -> open(owner, transport))) {
            transport.close();
        }
    }

    private void open(Core owner, Transport transport) {
        Connection connection;
        try {
            runtime.checkOpen();
            Lane lane = VirtualTaskQueue.laneOf(options.stream(), owner);
            connection = new Connection(lane, runtime.threads(), transport, options.stream(), runtime.config());
        } catch (IOException | RuntimeException e) {
            LOG.debug("A connection to {} was lost at once", local, e);
            transport.close();
            return;
        }
        try {
            onAccept.accept(connection);
        } catch (Throwable t) {
            LOG.error("onAccept failed for {}, which is closed", connection, t);
            connection.abort();
        }
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public Mono<Void> close() {
        return Mono.create(sink -> {
            Sockets.closeQuietly(channel);
            ended.asMono().subscribe(nothing -> {}, sink::error, () -> core.submitOrRun(sink::success));
        });
    }

    @Override
    public void runtimeClosed() {
        Sockets.closeQuietly(channel);
    }
}
