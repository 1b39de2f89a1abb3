package dev.plinth.netty;

import io.netty.buffer.ByteBuf;

/** Where what a wire tells enters its connection: the one place, and so the place to lead it elsewhere. */
final class WireEntrance implements WireEvents {

    private final NettyConnection connection;
    private final Inbound inbound;
    private final Outbound outbound;

    WireEntrance(NettyConnection connection) {
        this.connection = connection;
        this.inbound = connection.inbound();
        this.outbound = connection.outbound();
    }

    @Override
    public void onReadStart() {
        outbound.beginTurn();
    }

    @Override
    public void onRead(ByteBuf data) {
        inbound.onRead(data);
    }

    @Override
    public void onReadComplete() {
        inbound.onReadComplete();
    }

    @Override
    public void onEnd() {
        inbound.onEnd();
    }

    @Override
    public void onWaiting() {
        outbound.onWaiting();
    }

    @Override
    public void onWritten() {
        outbound.onWritten();
    }

    @Override
    public void onOutputShutDown() {
        outbound.onOutputShutDown();
    }

    @Override
    public void onFailed(Throwable cause) {
        connection.fail(Errors.transport(cause));
    }

    @Override
    public void onClosed() {
        connection.onInactive();
    }
}
