package dev.plinth.netty.bridge;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.Receiver;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import java.nio.ByteBuffer;

/**
 * Feeds what a connection receives to the pipeline of its channel. With auto-read it flows; without,
 * each {@code read()} of the channel lets one buffer through, and the connection is paused between.
 */
final class BridgeReader implements Receiver {

    private final BridgeChannel channel;
    private AsyncConnection connection;

    private boolean active;
    private boolean readPending;
    private boolean paused;
    /** Whether something was fired since the last channelReadComplete. */
    private boolean inBatch;
    /** What came although nobody had asked for it: as much as the runtime held when it was paused. */
    private ByteBuf early;

    private boolean ended;
    private volatile boolean inputShutdown;

    BridgeReader(BridgeChannel channel) {
        this.channel = channel;
    }

    /**
     * Begins to receive, but holds it until {@link #active}. On the loop, as is everything here but
     * {@link #inputShutdown}.
     */
    void install(AsyncConnection connected) {
        connection = connected;
        connected.receive(this);
    }

    /** The pipeline knows that the channel is active. */
    void active() {
        active = true;
        if (early != null || ended) {
            channel.loop().execute(this::deliverEarly);
        } else if (!wanted()) {
            pause();
        }
    }

    boolean inputShutdown() {
        return inputShutdown;
    }

    private boolean wanted() {
        return readPending || inputShutdown || channel.config().isAutoRead();
    }

    private void pause() {
        if (!paused && connection != null) {
            paused = true;
            connection.pauseReceive();
        }
    }

    private void resume() {
        if (paused) {
            paused = false;
            connection.resumeReceive();
        }
    }

    /** The channel's read(). */
    void read() {
        readPending = true;
        if (early != null || ended) {
            channel.loop().execute(this::deliverEarly);
        } else {
            resume();
        }
    }

    void autoReadCleared() {
        readPending = false;
        if (!wanted()) {
            pause();
        }
    }

    void shutdownInput() {
        inputShutdown = true;
        release();
        resume();
    }

    void release() {
        if (early != null) {
            early.release();
            early = null;
        }
    }

    private void deliverEarly() {
        if (!channel.isOpen() || !active) {
            return;
        }
        if (!wanted()) {
            pause();
            return;
        }
        ByteBuf bytes = early;
        early = null;
        if (bytes != null) {
            deliver(bytes);
        }
        if (ended) {
            end();
        } else if (channel.isOpen() && wanted()) {
            resume();
        }
    }

    @Override
    public void onReceive(AsyncConnection from, ByteBuffer data) {
        if (!channel.isOpen() || inputShutdown || !data.hasRemaining()) {
            return;
        }
        BridgeEventLoop loop = channel.loop();
        loop.enter();
        try {
            ByteBuf bytes = channel.config().getAllocator().buffer(data.remaining());
            bytes.writeBytes(data);
            if (active && wanted() && early == null) {
                deliver(bytes);
            } else {
                early = early == null ? bytes : Unpooled.wrappedBuffer(early, bytes);
            }
        } finally {
            loop.exit();
        }
    }

    private void deliver(ByteBuf bytes) {
        readPending = false;
        if (!channel.config().isAutoRead()) {
            pause();
        }
        inBatch = true;
        channel.pipeline().fireChannelRead(bytes);
        if (!channel.config().isAutoRead()) {
            // Paused, so nobody else will tell that the batch is complete.
            completeBatch();
        }
    }

    private void completeBatch() {
        if (inBatch) {
            inBatch = false;
            channel.pipeline().fireChannelReadComplete();
        }
    }

    @Override
    public void onReceiveComplete(AsyncConnection from) {
        BridgeEventLoop loop = channel.loop();
        loop.enter();
        try {
            completeBatch();
        } finally {
            loop.exit();
        }
    }

    @Override
    public void onEnd(AsyncConnection from) {
        BridgeEventLoop loop = channel.loop();
        loop.enter();
        try {
            ended = true;
            if (active && early == null) {
                end();
            }
        } finally {
            loop.exit();
        }
    }

    private void end() {
        ended = false;
        completeBatch();
        if (!channel.isOpen()) {
            return;
        }
        if (channel.config().isAllowHalfClosure()) {
            inputShutdown = true;
            channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            channel.pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
        } else {
            channel.closeNow();
        }
    }

    @Override
    public void onWritable(AsyncConnection from) {
        BridgeEventLoop loop = channel.loop();
        loop.enter();
        try {
            channel.writable();
        } finally {
            loop.exit();
        }
    }

    @Override
    public void onClosed(AsyncConnection from, Throwable cause) {
        BridgeEventLoop loop = channel.loop();
        loop.enter();
        try {
            completeBatch();
            if (!channel.isOpen()) {
                return;
            }
            if (cause != null) {
                channel.pipeline().fireExceptionCaught(Failures.ofConnection(cause));
            }
            channel.closeNow();
        } finally {
            loop.exit();
        }
    }
}
