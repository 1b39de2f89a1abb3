package dev.plinth.backend.uring;

import dev.plinth.api.TcpOptions;
import dev.plinth.netty.Wire;
import dev.plinth.netty.WireFactory.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a socket and connects it, both on the ring. */
final class LeanConnect extends RingHandle {

    private static final Logger LOG = LoggerFactory.getLogger(LeanConnect.class);

    private final InetSocketAddress remote;
    private final TcpOptions tcp;
    private final int zeroCopyThreshold;
    private final Outcome<Wire> outcome;

    private Socket socket;
    private ByteBuf address;
    private long id;
    private Throwable failure;
    private boolean handedOver;

    LeanConnect(
            IoEventLoop loop, InetSocketAddress remote, TcpOptions tcp, int zeroCopyThreshold, Outcome<Wire> outcome) {
        super(loop);
        this.remote = remote;
        this.tcp = tcp;
        this.zeroCopyThreshold = zeroCopyThreshold;
        this.outcome = outcome;
    }

    void start() {
        join();
        try {
            id = submit(Ops.socket(SocketAddresses.family(remote.getAddress())));
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    @Override
    void completed(byte opcode, int result, int flags, int data) {
        if (opcode == Ops.SOCKET) {
            made(result);
        } else {
            connected(result);
        }
    }

    private void made(int result) {
        if (result < 0) {
            fail(Errors.newIOException("socket", result));
            return;
        }
        socket = new Socket(result);
        if (closing()) {
            return;
        }
        SocketOptions.connection(socket, tcp);
        address = buffers().take(ReadSize.SMALL);
        SocketAddresses.write(remote, address);
        id = submit(Ops.connect(result, Addresses.of(address), address.readableBytes()));
    }

    private void connected(int result) {
        if (closing()) {
            return;
        }
        if (result < 0) {
            fail(Errors.newIOException("connect", result));
            return;
        }
        Socket connected = socket;
        LeanWire made = new LeanWire(loop(), connected, connected.localAddress(), remote, zeroCopyThreshold);
        made.join();
        socket = null; // it is the wire's from now on
        handedOver = true;
        end();
        outcome.ready(made);
    }

    private void fail(Throwable cause) {
        failure = cause;
        end();
    }

    @Override
    void failed(Throwable cause) {
        fail(cause);
    }

    @Override
    public void abort() {
        end();
    }

    @Override
    void cancelAll() {
        cancel(id);
    }

    @Override
    void closeDescriptor() {
        if (address != null) {
            address.release();
        }
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("Closing a socket to {} failed", remote, e);
            }
        }
    }

    @Override
    void ended() {
        if (!handedOver) {
            outcome.failed(failure == null ? new ClosedChannelException() : failure);
        }
    }

    @Override
    public String toString() {
        return "socket to " + remote;
    }
}
