package dev.plinth.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;

/** What kafka-clients asks of the socket of a {@link CoreChannel}: its addresses and sizes. It has no descriptor. */
final class CoreSocket extends Socket {

    private final CoreChannel channel;
    private final SocketSizes sizes;

    CoreSocket(CoreChannel channel, SocketSizes sizes) throws SocketException {
        super(noImplementation());
        this.channel = channel;
        this.sizes = sizes;
    }

    private static SocketImpl noImplementation() {
        return null;
    }

    SocketSizes sizes() {
        return sizes;
    }

    private static <T> T part(SocketAddress address, java.util.function.Function<InetSocketAddress, T> part, T none) {
        return address instanceof InetSocketAddress inet ? part.apply(inet) : none;
    }

    @Override
    public CoreChannel getChannel() {
        return channel;
    }

    @Override
    public InetAddress getInetAddress() {
        return part(channel.getRemoteAddress(), InetSocketAddress::getAddress, null);
    }

    @Override
    public int getPort() {
        return part(channel.getRemoteAddress(), InetSocketAddress::getPort, 0);
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return channel.getRemoteAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return part(channel.getLocalAddress(), InetSocketAddress::getAddress, InetAddress.getLoopbackAddress());
    }

    @Override
    public int getLocalPort() {
        return part(channel.getLocalAddress(), InetSocketAddress::getPort, -1);
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return channel.getLocalAddress();
    }

    @Override
    public boolean isConnected() {
        return channel.isConnected();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    /** What was asked for; the system may have given another. */
    @Override
    public int getReceiveBufferSize() throws SocketException {
        return sizes.receive();
    }

    /** What was asked for; the system may have given another. */
    @Override
    public int getSendBufferSize() throws SocketException {
        return sizes.send();
    }

    @Override
    public int getSoTimeout() {
        return 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return "socket with " + channel.getRemoteAddress();
    }
}
