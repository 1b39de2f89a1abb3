package dev.plinth.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A TCP proxy on 127.0.0.1 in front of a server, which does to the connections what networks do: by direction, lasting
 * until they are changed ({@link Faults}), or once ({@link #cut}, {@link #reset}, {@link #halfCloseToClient}, …).
 * Connections that are open take part in every change. All methods may be called from any thread, and none waits.
 *
 * <p>What becomes of one side becomes of the other: the end of its stream is passed on behind the bytes before it, a
 * reset at once. A server that cannot be reached looks like a connection that is reset as soon as it is open.
 */
public final class FaultProxy implements AutoCloseable {

    private static final InetAddress LOOPBACK = loopback();

    /** Bound, and never listening: it keeps the port while connections are refused, so that nobody is given it. */
    private final Socket holder = new Socket();

    private volatile InetSocketAddress target;
    private final Direction toServer = new Direction();
    private final Direction toClient = new Direction();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicReference<Awaited> awaited = new AtomicReference<>();
    private ServerSocket listening;
    private boolean closed;

    private FaultProxy(int port, InetSocketAddress target) throws IOException {
        this.target = target;
        holder.setReuseAddress(true);
        holder.bind(new InetSocketAddress(LOOPBACK, port));
        listen();
    }

    /**
     * In front of a server on this machine, on a free port. The server need not run yet, nor its port be known: 0 until
     * {@link #target} says it.
     */
    public static FaultProxy to(int serverPort) {
        return listening(0, new InetSocketAddress(LOOPBACK, serverPort));
    }

    /** In front of a server, on this port of 127.0.0.1, or on a free one for 0. */
    public static FaultProxy listening(int port, InetSocketAddress server) {
        try {
            return new FaultProxy(port, server);
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " of 127.0.0.1 could not be had", e);
        }
    }

    /** Connections that are accepted from now on lead there: a server may be elsewhere once it was started again. */
    public void target(InetSocketAddress server) {
        target = server;
    }

    /** The port that it listens on, and keeps until it is closed. */
    public int port() {
        return holder.getLocalPort();
    }

    /** What is wrong from now on with the bytes from the clients to the server. */
    public void toServer(Faults faults) {
        toServer.become(faults);
        connections.forEach(ProxiedConnection::faultsChanged);
    }

    /** What is wrong from now on with the bytes from the server to the clients. */
    public void toClient(Faults faults) {
        toClient.become(faults);
        connections.forEach(ProxiedConnection::faultsChanged);
    }

    /** What is wrong from now on with both directions. */
    public void bothWays(Faults faults) {
        toServer(faults);
        toClient(faults);
    }

    /** Nothing is wrong any more, and connections are accepted; those that are frozen or ended stay so. */
    public void heal() {
        bothWays(Faults.none());
        accept();
    }

    /** Closes all connections, on both sides, in good order; bytes on their way are lost. */
    public void cut() {
        open(connection -> connection.end(false));
    }

    /** Ends all connections by a reset, on both sides; bytes on their way are lost. */
    public void reset() {
        open(connection -> connection.end(true));
    }

    /** Ends the stream to the clients of all connections; what the server sends is lost, the clients can still send. */
    public void halfCloseToClient() {
        open(ProxiedConnection::halfCloseToClient);
    }

    /** Ends the stream to the server of all connections; what clients send is lost, the server can still send. */
    public void halfCloseToServer() {
        open(ProxiedConnection::halfCloseToServer);
    }

    /** The connections that are open now are stalled for good, as by a firewall that forgot them; new ones work. */
    public void freeze() {
        open(ProxiedConnection::freeze);
    }

    /** Refuses new connections, as a port does that nobody listens on, until {@link #accept}. */
    public synchronized void refuse() {
        if (listening != null) {
            close(listening);
            listening = null;
        }
    }

    /** Accepts connections again. */
    public synchronized void accept() {
        if (listening == null && !closed) {
            try {
                listen();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Cuts the next connection on which these characters (of ISO 8859-1) go by to the server, within one read, when the
     * server answers, and before the answer gets through. Completes when that has happened.
     */
    public CompletableFuture<Void> cutOnceAnswered(String request) {
        Awaited next = new Awaited(request);
        awaited.set(next);
        return next.cut;
    }

    /** How many connections were accepted. */
    public long accepted() {
        return accepted.get();
    }

    /** How many connections are open. */
    public int open() {
        return connections.size();
    }

    /** How many bytes were passed on to the server. */
    public long bytesToServer() {
        return toServer.bytes();
    }

    /** How many bytes were passed on to clients. */
    public long bytesToClient() {
        return toClient.bytes();
    }

    /** How many bytes were flipped or dropped, in both directions. */
    public long tampered() {
        return toServer.tampered() + toClient.tampered();
    }

    /** Ends all connections, in good order, and gives the port back. */
    @Override
    public synchronized void close() {
        closed = true;
        refuse();
        close(holder);
        cut();
    }

    /** Those of now: a client that connects again at once is not hit a second time, in the middle of its connecting. */
    private void open(Consumer<ProxiedConnection> action) {
        List.copyOf(connections).forEach(action);
    }

    private synchronized void listen() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(LOOPBACK, port()), 1024);
        listening = socket;
        Thread thread = new Thread(() -> acceptFrom(socket), "fault-proxy-accept");
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptFrom(ServerSocket socket) {
        while (true) {
            Socket client;
            try {
                client = socket.accept();
            } catch (IOException e) {
                return; // closed
            }
            accepted.incrementAndGet();
            ProxiedConnection connection = new ProxiedConnection(this, client, toServer, toClient);
            connections.add(connection);
            connection.start(target);
            if (socket.isClosed()) {
                connection.end(true); // accepted while the proxy was told to refuse, or closed
            }
        }
    }

    void ended(ProxiedConnection connection) {
        connections.remove(connection);
    }

    /** The future to complete if a connection with this request is to be cut, and null otherwise. */
    CompletableFuture<Void> claim(byte[] request) {
        Awaited now = awaited.get();
        boolean isIt = now != null
                && new String(request, StandardCharsets.ISO_8859_1).contains(now.text)
                && awaited.compareAndSet(now, null);
        return isIt ? now.cut : null;
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Awaited {
        private final String text;
        private final CompletableFuture<Void> cut = new CompletableFuture<>();

        Awaited(String text) {
            this.text = text;
        }
    }
}
