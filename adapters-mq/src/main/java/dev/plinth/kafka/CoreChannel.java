package dev.plinth.kafka;

import dev.plinth.api.AsyncConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/**
 * An {@link AsyncConnection} in the shape that kafka-clients knows: a non-blocking SocketChannel. Reading takes what
 * the core has received, writing leaves bytes for the core; neither asks the kernel. Used by the one thread that
 * selects; what passes between that and the core is {@link Inflow} and {@link Outflow}.
 */
final class CoreChannel extends SocketChannel {

    private final CoreSelector selector;
    private final Link link;
    private final Inflow in;
    private final Outflow out;
    private final CoreSocket socket;
    private boolean connected;
    private boolean writtenTold;

    CoreChannel(CoreSelector selector, CoreTransport transport, FramePool frames, SocketSizes sizes)
            throws IOException {
        super(SelectorProvider.provider());
        this.selector = selector;
        this.in = new Inflow(selector, frames, transport.framed());
        this.out = new Outflow(selector);
        this.link = new Link(transport, selector, in, out);
        this.socket = new CoreSocket(this, sizes);
    }

    // ---- the way in and out of the selector

    /** What could be done now. */
    int readyOps() {
        if (!link.isDecided()) {
            return 0;
        }
        if (!connected) {
            return SelectionKey.OP_CONNECT;
        }
        return (in.isReadable() ? SelectionKey.OP_READ : 0) | (isWritable() ? SelectionKey.OP_WRITE : 0);
    }

    private boolean isWritable() {
        return selector.isOnCore() && out.isEmpty() ? link.hasRoom() : out.isWritable();
    }

    /** Hands the core what was written. */
    void handOver() {
        writtenTold = false;
        link.send();
    }

    // ---- connecting

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        link.connect((InetSocketAddress) remote, socket.sizes());
        return false;
    }

    @Override
    public boolean finishConnect() throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (!link.isDecided()) {
            return false;
        }
        link.checkConnected();
        connected = true;
        return true;
    }

    @Override
    public boolean isConnected() {
        return connected && isOpen();
    }

    @Override
    public boolean isConnectionPending() {
        return !connected && isOpen() && link.remoteAddress() != null;
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return link.remoteAddress();
    }

    @Override
    public SocketAddress getLocalAddress() {
        AsyncConnection connection = link.connection();
        return connection == null ? null : connection.localAddress();
    }

    // ---- bytes

    @Override
    public int read(ByteBuffer dst) throws IOException {
        checkUsable();
        return in.read(dst);
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
        long count = 0;
        for (int i = offset; i < offset + length; i++) {
            int read = read(dsts[i]);
            if (read < 0) {
                return count == 0 ? -1 : count;
            }
            count += read;
            if (dsts[i].hasRemaining()) {
                break;
            }
        }
        return count;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        checkUsable();
        if (selector.isOnCore() && out.isEmpty()) {
            return link.sendOnCore(src);
        }
        int count = out.write(src);
        tellWritten();
        return count;
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
        checkUsable();
        if (selector.isOnCore() && out.isEmpty()) {
            return sendOnCore(srcs, offset, length);
        }
        long count = out.write(srcs, offset, length);
        tellWritten();
        return count;
    }

    private long sendOnCore(ByteBuffer[] srcs, int offset, int length) {
        long count = 0;
        for (int i = offset; i < offset + length; i++) {
            count += link.sendOnCore(srcs[i]);
            if (srcs[i].hasRemaining()) {
                break;
            }
        }
        return count;
    }

    private void tellWritten() {
        if (!writtenTold) {
            writtenTold = true;
            selector.written(this);
        }
    }

    private void checkUsable() throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (!connected) {
            throw new SocketTimeoutException("not connected yet");
        }
    }

    // ---- the end

    @Override
    protected void implCloseSelectableChannel() {
        link.close();
    }

    @Override
    protected void implConfigureBlocking(boolean block) {
        if (block) {
            throw new UnsupportedOperationException("it never blocks");
        }
    }

    // ---- what else a SocketChannel has

    @Override
    public Socket socket() {
        return socket;
    }

    @Override
    public SocketChannel bind(SocketAddress local) {
        throw new UnsupportedOperationException("the backend binds it");
    }

    @Override
    public <T> SocketChannel setOption(SocketOption<T> name, T value) {
        throw new UnsupportedOperationException("options are given when it connects");
    }

    @Override
    public <T> T getOption(SocketOption<T> name) {
        throw new UnsupportedOperationException("options are given when it connects");
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of();
    }

    @Override
    public SocketChannel shutdownInput() {
        throw new UnsupportedOperationException("close it");
    }

    @Override
    public SocketChannel shutdownOutput() {
        throw new UnsupportedOperationException("close it");
    }
}
