package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The other end of a connection, as a plain blocking socket: an independent judge. */
final class RawPeer implements AutoCloseable {

    /** Small, so that a peer that stops reading is felt soon. */
    static final int BUFFER = 128 << 10;

    private final Socket socket;
    private volatile long sent;
    private volatile long received;

    RawPeer(Socket socket, Duration patience) {
        this.socket = socket;
        try {
            socket.setSoTimeout((int) patience.toMillis());
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RawPeer connect(SocketAddress address, Duration patience) {
        try {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(BUFFER);
            socket.setSendBufferSize(BUFFER);
            socket.connect(address, (int) patience.toMillis());
            return new RawPeer(socket, patience);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects to something that hangs up at once, and waits for that. */
    static void connectAndAwaitGone(SocketAddress address, Duration patience) {
        try (RawPeer peer = connect(address, patience)) {
            peer.awaitGone();
        } catch (UncheckedIOException e) {
            assertThat(e).hasCauseInstanceOf(SocketException.class); // it was gone before connect had returned
        }
    }

    Socket socket() {
        return socket;
    }

    /** Bytes that {@link #sendInBackground} has got rid of so far. */
    long sent() {
        return sent;
    }

    /** Bytes that {@link #checkInBackground} has taken so far. */
    long received() {
        return received;
    }

    void send(byte... bytes) {
        io(() -> {
            socket.getOutputStream().write(bytes);
            return null;
        });
    }

    /** Reads exactly {@code length} bytes. */
    byte[] read(int length) {
        return io(() -> {
            byte[] bytes = new byte[length];
            new DataInputStream(socket.getInputStream()).readFully(bytes);
            return bytes;
        });
    }

    /** Reads until the other end ends its output. */
    byte[] readToEnd() {
        return io(() -> socket.getInputStream().readAllBytes());
    }

    /** Whether the next thing that comes is the end of the stream. */
    boolean readsEnd() {
        return io(() -> socket.getInputStream().read() == -1);
    }

    /** Reads on until the stream ends or breaks, as it does when the other end is closed in whatever way. */
    void awaitGone() {
        try {
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the other end did not close the connection", e);
        } catch (IOException e) {
            return; // a reset: gone, too
        }
    }

    /** Sends {@code length} bytes of {@link Payload}, as fast as the other end takes them. */
    CompletableFuture<Void> sendInBackground(long length) {
        return Background.run(() -> {
            byte[] chunk = new byte[64 << 10];
            while (sent < length) {
                int part = (int) Math.min(chunk.length, length - sent);
                Payload.fill(sent, ByteBuffer.wrap(chunk, 0, part));
                socket.getOutputStream().write(chunk, 0, part);
                sent += part;
            }
            return null;
        });
    }

    /** Takes {@code length} bytes and checks that they are those of {@link Payload}. */
    CompletableFuture<Void> checkInBackground(long length) {
        return Background.run(() -> {
            Payload.Checker checker = new Payload.Checker();
            byte[] chunk = new byte[64 << 10];
            while (checker.count() < length) {
                int read =
                        socket.getInputStream().read(chunk, 0, (int) Math.min(chunk.length, length - checker.count()));
                if (read < 0) {
                    throw new AssertionError("the stream ended after " + checker.count() + " of " + length + " bytes");
                }
                checker.accept(ByteBuffer.wrap(chunk, 0, read));
                received = checker.count();
            }
            return null;
        });
    }

    void endOutput() {
        io(() -> {
            socket.shutdownOutput();
            return null;
        });
    }

    /** Ends the connection with a reset. */
    void reset() {
        io(() -> {
            socket.setSoLinger(true, 0);
            socket.close();
            return null;
        });
    }

    @Override
    public void close() {
        try {
            socket.setSoTimeout(1); // closing a TLS socket waits that long for the other end's farewell
            socket.close();
        } catch (SocketException e) {
            return; // gone already
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Io<T> {
        T run() throws IOException;
    }

    private static <T> T io(Io<T> action) {
        try {
            return action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
