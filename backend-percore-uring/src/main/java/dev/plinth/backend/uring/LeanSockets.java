package dev.plinth.backend.uring;

import dev.plinth.api.TcpOptions;
import dev.plinth.netty.Wire;
import dev.plinth.netty.WireFactory;
import io.netty.channel.IoEventLoop;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;

/** Makes the sockets of connections without TLS, on the rings that carry Netty's channels, too. */
final class LeanSockets implements WireFactory {

    private final int zeroCopyThreshold;

    /** @param zeroCopyThreshold from how many bytes on a buffer is sent without a copy; 0: never */
    LeanSockets(int zeroCopyThreshold) {
        this.zeroCopyThreshold = zeroCopyThreshold;
    }

    @Override
    public Runnable connect(IoEventLoop loop, InetSocketAddress remote, TcpOptions tcp, Outcome<Wire> outcome) {
        LeanConnect attempt = new LeanConnect(loop, remote, tcp, zeroCopyThreshold, outcome);
        try {
            attempt.start();
        } catch (RuntimeException e) {
            outcome.failed(e);
        }
        return attempt::abort;
    }

    @Override
    public void listen(
            IoEventLoop loop,
            InetSocketAddress local,
            int backlog,
            TcpOptions tcp,
            Accepted accepted,
            Outcome<Bound> outcome) {
        LeanListener listener = new LeanListener(loop, local, backlog, tcp, accepted, outcome);
        try {
            listener.start();
        } catch (RuntimeException e) {
            outcome.failed(e);
        }
    }

    @Override
    public Wire accept(IoEventLoop loop, int descriptor, TcpOptions tcp) throws IOException {
        boolean made = false;
        try {
            Socket socket = new Socket(descriptor);
            InetSocketAddress remote = socket.remoteAddress();
            if (remote == null) {
                throw new ClosedChannelException(); // it was reset before anybody looked
            }
            SocketOptions.connection(socket, tcp);
            LeanWire wire = new LeanWire(loop, socket, socket.localAddress(), remote, zeroCopyThreshold);
            wire.join();
            made = true;
            return wire;
        } finally {
            if (!made) {
                refuse(descriptor);
            }
        }
    }

    @Override
    public void refuse(int descriptor) {
        LeanListener.close(descriptor);
    }
}
