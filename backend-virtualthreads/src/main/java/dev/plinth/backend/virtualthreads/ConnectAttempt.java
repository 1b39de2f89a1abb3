package dev.plinth.backend.virtualthreads;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectException;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ConnectTimeoutException;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.StreamOptions;
import dev.plinth.api.TlsException;
import dev.plinth.api.UnresolvedHostException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.MonoSink;

/**
 * One attempt to open a connection: a virtual thread resolves, connects and does the handshake; a
 * timer, a cancellation or the end of the runtime closes the socket under it.
 */
final class ConnectAttempt implements Runnable, VirtualThreadsRuntime.Pending {

    private final VirtualThreadsRuntime runtime;
    private final Core core;
    private final InetSocketAddress remote;
    private final StreamOptions options;
    private final Duration timeout;
    private final MonoSink<AsyncConnection> sink;
    private final TimedTask timer;

    /** Whether the outcome is settled. Who sets it signals, if anybody is to be signalled. */
    private final AtomicBoolean settled = new AtomicBoolean();

    private volatile String stage = "resolving the name";
    private volatile SocketChannel channel;
    private volatile boolean cancelled;
    private volatile Connection connection;

    private ConnectAttempt(
            VirtualThreadsRuntime runtime,
            Core core,
            InetSocketAddress remote,
            ConnectOptions options,
            MonoSink<AsyncConnection> sink) {
        this.runtime = runtime;
        this.core = core;
        this.remote = remote;
        this.options = options.stream();
        this.timeout = options.connectTimeout().orElse(runtime.config().get(RuntimeConfig.CONNECT_TIMEOUT));
        this.sink = sink;
        this.timer = new TimedTask(core, Timers.dueIn(timeout), this::timedOut, null);
    }

    static void start(
            VirtualThreadsRuntime runtime,
            Core core,
            InetSocketAddress remote,
            ConnectOptions options,
            MonoSink<AsyncConnection> sink) {
        ConnectAttempt attempt = new ConnectAttempt(runtime, core, remote, options, sink);
        sink.onCancel(attempt::cancel);
        if (runtime.register(attempt)) {
            if (!attempt.timeout.isZero()) {
                core.runOrSubmit(attempt.timer);
            }
            runtime.threads().start("plinth-vt-connect", attempt);
        }
    }

    @Override
    public void run() {
        try {
            Transport transport = open();
            if (transport != null && !core.submit(() -> deliver(transport))) {
                transport.close();
                runtimeClosed();
            }
        } catch (RuntimeException e) {
            fail(e);
        } catch (Throwable t) {
            fail(new ConnectException("cannot connect to " + name() + ": " + t, t));
        }
    }

    /** The open transport, or null if the attempt was settled meanwhile. */
    private Transport open() {
        SocketChannel opened = connectToAny(resolve());
        if (opened == null) {
            return null;
        }
        if (options.tls().isEmpty()) {
            return new PlainTransport(opened);
        }
        stage = "doing the TLS handshake";
        try {
            return TlsTransport.handshake(opened, options.tls().get(), remote.getHostString(), remote.getPort());
        } catch (IOException e) {
            throw new TlsException(
                    "the TLS handshake with " + name() + " failed: " + e.getMessage()
                            + "; does the server speak TLS there, is its certificate trusted and for that name?",
                    e);
        }
    }

    private InetAddress[] resolve() {
        if (!remote.isUnresolved()) {
            return new InetAddress[] {remote.getAddress()};
        }
        try {
            return Names.resolve(remote.getHostString(), runtime.threads());
        } catch (UnknownHostException e) {
            throw new UnresolvedHostException(
                    "the host name '" + remote.getHostString() + "' cannot be resolved: check its spelling and the DNS",
                    e);
        }
    }

    private SocketChannel connectToAny(InetAddress[] addresses) {
        ConnectException failure = null;
        for (InetAddress address : addresses) {
            if (settled.get()) {
                return null;
            }
            stage = "connecting to " + address.getHostAddress();
            try {
                return connectTo(address);
            } catch (IOException | RuntimeException e) {
                closeChannel();
                ConnectException next = new ConnectException(
                        "cannot connect to " + name() + " at " + address.getHostAddress() + ": " + e.getMessage()
                                + remedy(e),
                        e);
                if (failure != null) {
                    next.addSuppressed(failure);
                }
                failure = next;
            }
        }
        throw failure;
    }

    private static String remedy(Exception e) {
        return String.valueOf(e.getMessage()).contains("Too many open files")
                ? "; raise the limit of open files (ulimit -n, LimitNOFILE=), or open fewer connections"
                : "; does a server listen there, and does the network let you?";
    }

    private SocketChannel connectTo(InetAddress address) throws IOException {
        SocketChannel opening = SocketChannel.open();
        channel = opening;
        if (settled.get()) {
            opening.close(); // it was settled before it could see this channel
        }
        Sockets.apply(options.tcp(), opening);
        opening.connect(new InetSocketAddress(address, remote.getPort()));
        return opening;
    }

    private void deliver(Transport transport) {
        if (!settle()) {
            transport.close();
            return;
        }
        try {
            runtime.checkOpen();
            Lane lane = VirtualTaskQueue.laneOf(options, core);
            connection = new Connection(lane, runtime.threads(), transport, options, runtime.config());
        } catch (IOException | RuntimeException e) {
            transport.close();
            sink.error(
                    e instanceof RuntimeException failure
                            ? failure
                            : new ConnectException("the connection to " + name() + " was lost at once: " + e, e));
            return;
        }
        if (cancelled) {
            connection.abort();
        } else {
            sink.success(connection);
        }
    }

    private boolean settle() {
        boolean first = settled.compareAndSet(false, true);
        if (first) {
            runtime.unregister(this);
            timer.dispose();
        }
        return first;
    }

    private void fail(Throwable error) {
        if (settle()) {
            closeChannel();
            if (!core.runOrSubmit(() -> sink.error(error))) {
                sink.error(error);
            }
        }
    }

    private void timedOut() {
        fail(new ConnectTimeoutException("connecting to " + name() + " took longer than " + timeout + " (still " + stage
                + "): is it reachable, or is the connect timeout too short?"));
    }

    /** Reactor calls this only if the connection was not, and never will be, handed to the subscriber. */
    private void cancel() {
        cancelled = true;
        if (settle()) {
            closeChannel();
        }
        Connection opened = connection;
        if (opened != null) {
            opened.abort();
        }
    }

    @Override
    public void runtimeClosed() {
        fail(VirtualThreadsRuntime.closedError());
    }

    private void closeChannel() {
        SocketChannel open = channel;
        if (open != null) {
            Sockets.closeQuietly(open);
        }
    }

    private String name() {
        return remote.getHostString() + ":" + remote.getPort();
    }
}
