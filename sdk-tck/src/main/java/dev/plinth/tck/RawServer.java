package dev.plinth.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;

/** A plain blocking server socket on the loopback address. */
final class RawServer implements AutoCloseable {

    private final ServerSocket socket;
    private final Duration patience;

    private RawServer(ServerSocket socket, Duration patience) {
        this.socket = socket;
        this.patience = patience;
    }

    static RawServer open(Duration patience) {
        return open(1024, patience);
    }

    static RawServer open(int backlog, Duration patience) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReceiveBufferSize(RawPeer.BUFFER);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), backlog);
            return of(socket, patience);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RawServer of(ServerSocket socket, Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
        return new RawServer(socket, patience);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    RawPeer accept() {
        try {
            return new RawPeer(socket.accept(), patience);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
