package dev.plinth.netty.bridge;

import dev.plinth.api.AsyncConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.DuplexChannelConfig;
import io.netty.util.internal.StringUtil;
import java.net.SocketAddress;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's Netty channel over a connection of a runtime. Made and registered by a Bootstrap with
 * the factory and the group of a {@link dev.plinth.netty.NettyTransport}; on no other group.
 *
 * <p>A write's future completes when the connection has gathered its bytes, which go out at the end
 * of the loop's turn; a failure after that closes the channel.
 */
public final class BridgeChannel extends AbstractChannel implements DuplexChannel {

    private static final Logger LOG = LoggerFactory.getLogger(BridgeChannel.class);
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    private final BridgeChannelConfig config = new BridgeChannelConfig(this);
    private final BridgeReader reader = new BridgeReader(this);
    private final BridgeWriter writer = new BridgeWriter();

    private volatile AsyncConnection connection;
    private volatile boolean open = true;
    private volatile boolean outputShutdown;
    private Connecting connecting;

    /** A channel that is not yet registered. */
    public BridgeChannel() {
        super(null);
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new BridgeUnsafe();
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        AsyncConnection connected = connection;
        return loop instanceof BridgeEventLoop bridge && (connected == null || connected.core() == bridge.core());
    }

    @Override
    public DuplexChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open && connection != null;
    }

    @Override
    protected SocketAddress localAddress0() {
        AsyncConnection connected = connection;
        return connected == null ? null : connected.localAddress();
    }

    @Override
    protected SocketAddress remoteAddress0() {
        AsyncConnection connected = connection;
        return connected == null ? null : connected.remoteAddress();
    }

    BridgeEventLoop loop() {
        return (BridgeEventLoop) eventLoop();
    }

    AsyncConnection connection() {
        return connection;
    }

    /** Ends the connect operation with a connection. On the loop. */
    void connected(AsyncConnection opened, ChannelPromise promise) {
        connecting = null;
        connection = opened;
        reader.install(opened); // first of all: it is also what hears that there is room to write again
        if (!open) {
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        boolean wanted = promise.trySuccess();
        if (open) {
            pipeline().fireChannelActive();
        }
        if (!wanted) {
            closeNow();
        }
        if (open) {
            reader.active();
        }
    }

    /** Ends the connect operation without one. On the loop. */
    void connectFailed(Throwable cause, ChannelPromise promise) {
        connecting = null;
        promise.tryFailure(Failures.ofConnect(cause));
    }

    /** There is room for more in the connection. On the loop. */
    void writable() {
        writer.resume();
        ((BridgeUnsafe) unsafe()).continueFlush();
    }

    /** Closes the channel, with nobody waiting for it. On the loop. */
    void closeNow() {
        unsafe().close(voidPromise());
    }

    void autoReadCleared() {
        if (!isRegistered()) {
            return;
        }
        if (eventLoop().inEventLoop()) {
            reader.autoReadCleared();
        } else {
            eventLoop().execute(reader::autoReadCleared);
        }
    }

    @Override
    protected void doBeginRead() {
        reader.read();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws Exception {
        writer.write(out, connection);
    }

    @Override
    protected Object filterOutboundMessage(Object message) {
        if (message instanceof ByteBuf) {
            return message;
        }
        throw new UnsupportedOperationException("the bridge writes ByteBuf, not " + StringUtil.simpleClassName(message)
                + "; send files in chunks (ChunkedWriteHandler)");
    }

    @Override
    protected void doBind(SocketAddress local) {
        throw new UnsupportedOperationException(
                "the bridge cannot bind to a local address (" + local + "): the runtime chooses it");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doClose() {
        open = false;
        reader.release();
        Connecting pending = connecting;
        if (pending != null) {
            connecting = null;
            pending.cancel(new ClosedChannelException());
        }
        AsyncConnection connected = connection;
        if (connected != null && connected.isOpen()) {
            connected.close().subscribe(null, this::closedAlready);
        }
    }

    @Override
    protected void doShutdownOutput() {
        outputShutdown = true;
        connection.shutdownOutput().subscribe(null, this::closedAlready);
    }

    private void closedAlready(Throwable cause) {
        // Of no consequence: the reader is told of every end of the connection, and closes the channel.
        LOG.debug("{}: {}", this, cause.toString());
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        loop().add(this);
        promise.setSuccess();
    }

    @Override
    protected void doDeregister() {
        loop().remove(this);
    }

    @Override
    public boolean isInputShutdown() {
        return !isActive() || reader.inputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return !isActive() || outputShutdown;
    }

    @Override
    public boolean isShutdown() {
        return isInputShutdown() && isOutputShutdown();
    }

    @Override
    public ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    /** What still arrives is read and dropped: the SPI cannot end the input alone, nor can TCP. */
    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        return onLoop(promise, () -> {
            if (isActive()) {
                reader.shutdownInput();
                promise.trySuccess();
            } else {
                promise.tryFailure(new ClosedChannelException());
            }
        });
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        return onLoop(promise, () -> {
            if (isActive()) {
                ((AbstractUnsafe) unsafe()).shutdownOutput(promise);
            } else {
                promise.tryFailure(new ClosedChannelException());
            }
        });
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        shutdownOutput().addListener(output -> {
            if (output.isSuccess()) {
                reader.shutdownInput(); // of no effect if the peer had ended and the channel is closed by now
                promise.trySuccess();
            } else {
                promise.tryFailure(output.cause());
            }
        });
        return promise;
    }

    private ChannelFuture onLoop(ChannelPromise promise, Runnable action) {
        EventLoop loop = eventLoop();
        if (loop.inEventLoop()) {
            action.run();
        } else {
            loop.execute(action);
        }
        return promise;
    }

    private final class BridgeUnsafe extends AbstractUnsafe {

        @Override
        public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
            // Not uncancellable: cancelling the future abandons the attempt.
            if (promise.isDone() || !ensureOpen(promise)) {
                return;
            }
            try {
                if (connecting != null) {
                    throw new ConnectionPendingException();
                }
                if (connection != null) {
                    throw new AlreadyConnectedException();
                }
                if (local != null) {
                    doBind(local);
                }
                connecting = new Connecting(BridgeChannel.this, promise);
                connecting.start(remote, config.connectOptions(loop().core()));
            } catch (RuntimeException e) {
                connecting = null;
                promise.tryFailure(e);
            }
        }

        @Override
        protected void flush0() {
            if (!writer.paused()) {
                super.flush0();
            }
        }

        void continueFlush() {
            super.flush0();
        }
    }
}
