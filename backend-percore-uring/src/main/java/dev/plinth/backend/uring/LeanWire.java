package dev.plinth.backend.uring;

import dev.plinth.netty.Wire;
import dev.plinth.netty.WireEvents;
import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.NotYetConnectedException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP socket on a core's ring, without a Netty channel: one receive and one send under way at most,
 * no pipeline, no promises, nothing made per operation. {@link LeanReader} and {@link LeanWriter} are its halves.
 */
final class LeanWire extends RingHandle implements Wire {

    private static final Logger LOG = LoggerFactory.getLogger(LeanWire.class);

    private final Socket socket;
    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;
    private final LeanReader reader;
    private final LeanWriter writer;
    private WireEvents events;

    LeanWire(IoEventLoop loop, Socket socket, SocketAddress local, SocketAddress remote, int zeroCopyThreshold) {
        super(loop);
        this.socket = socket;
        this.localAddress = local;
        this.remoteAddress = remote;
        this.reader = new LeanReader(this, socket.intValue());
        this.writer = new LeanWriter(this, socket.intValue(), zeroCopyThreshold);
    }

    WireEvents events() {
        return events;
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
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(socket) ? Optional.of(type.cast(socket)) : Optional.empty();
    }

    @Override
    public void start(WireEvents events) {
        this.events = events;
    }

    @Override
    public void read() {
        reader.read();
    }

    @Override
    public void autoRead(boolean on) {
        reader.autoRead(on);
    }

    @Override
    public ByteBuf buffer(int size) {
        return writer.buffer(size);
    }

    /** One at a time: while it is on its way the next is gathered. */
    @Override
    public int window() {
        return 1;
    }

    @Override
    public void write(ByteBuf data) {
        writer.write(data);
    }

    @Override
    public void flush() {
        writer.flush();
    }

    @Override
    public boolean hasMoved() {
        return writer.hasMoved();
    }

    @Override
    public void shutdownOutput() {
        if (closing()) {
            return;
        }
        try {
            socket.shutdown(false, true);
        } catch (IOException | NotYetConnectedException e) { // so Netty tells that the peer has reset it meanwhile
            events.onFailed(e);
            return;
        }
        events.onOutputShutDown();
    }

    @Override
    public void abort() {
        if (closing()) {
            return;
        }
        try {
            socket.setSoLinger(0); // a reset, not an end
        } catch (IOException e) {
            LOG.trace("{} was closed by its peer already", this, e);
        }
        end();
    }

    @Override
    void completed(byte opcode, int result, int flags, int data) {
        if (opcode == Ops.RECV) {
            reader.completed(result, flags);
        } else {
            writer.completed(result, flags, data);
        }
    }

    @Override
    void released(int slot) {
        writer.released(slot);
    }

    /** The last notification has come, too. */
    @Override
    public void unregistered() {
        writer.unregistered();
    }

    @Override
    void failed(Throwable cause) {
        if (events == null) {
            abort();
        } else {
            events.onFailed(cause);
        }
    }

    /** A system call went wrong. */
    void failed(String call, int result) {
        events.onFailed(Errors.newIOException(call, result));
    }

    @Override
    void cancelAll() {
        reader.cancel();
        writer.cancel();
    }

    @Override
    void closeDescriptor() {
        reader.release();
        writer.release();
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("Closing {} failed", this, e);
        }
    }

    @Override
    void ended() {
        if (events != null) {
            events.onClosed();
        }
    }

    @Override
    public String toString() {
        return "socket " + socket.intValue() + " with " + remoteAddress;
    }
}
