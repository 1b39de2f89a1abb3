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

/** Makes a socket and connects it, both on the ring. */
final class LeanConnect extends SocketHandle {

    private final InetSocketAddress remote;
    private final TcpOptions tcp;
    private final int zeroCopyThreshold;
    private final Outcome<Wire> outcome;

    private ByteBuf address;
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
        begin(SocketAddresses.family(remote.getAddress()));
    }

    @Override
    void completed(byte opcode, int result, int flags, int data) throws IOException {
        if (opcode == Ops.SOCKET) {
            connect(made(result));
        } else {
            connected(result);
        }
    }

    private void connect(Socket socket) {
        if (closing()) {
            return;
        }
        SocketOptions.connection(socket, tcp);
        address = buffers().take(ReadSize.SMALL);
        SocketAddresses.write(remote, address);
        next(Ops.connect(slot(), socket.intValue(), Addresses.of(address), address.readableBytes()));
    }

    private void connected(int result) throws IOException {
        if (closing()) {
            return;
        }
        if (result < 0) {
            throw Errors.newIOException("connect", result);
        }
        Socket connected = socket();
        LeanWire made = new LeanWire(loop(), connected, connected.localAddress(), remote, zeroCopyThreshold);
        made.join();
        giveAway();
        handedOver = true;
        end();
        outcome.ready(made);
    }

    @Override
    void failed(Throwable cause) {
        failure = cause;
        end();
    }

    @Override
    void closeDescriptor() {
        if (address != null) {
            address.release();
        }
        super.closeDescriptor();
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
