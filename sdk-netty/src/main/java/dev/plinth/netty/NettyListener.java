package dev.plinth.netty;

import dev.plinth.api.AsyncListener;
import dev.plinth.api.RuntimeClosedException;
import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** A bound server channel. */
final class NettyListener implements AsyncListener {

    private final Core core;
    private final Channel channel;
    private final SocketAddress localAddress;

    NettyListener(Core core, Channel channel, Sockets sockets) {
        this.core = core;
        this.channel = channel;
        this.localAddress = channel.localAddress();
        sockets.listeners().add(this);
        channel.closeFuture().addListener(closed -> sockets.listeners().remove(this));
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public Mono<Void> close() {
        return Operation.mono(subscriber -> new Close(subscriber));
    }

    @Override
    public String toString() {
        return "listener on " + localAddress;
    }

    private final class Close extends Operation<Void> {

        Close(CoreSubscriber<? super Void> subscriber) {
            super(core, subscriber);
        }

        @Override
        public void run() {
            // NIO gives the socket up only when its selector looks next, which is before a timer runs.
            channel.close().addListener(closed -> core.loop().schedule(() -> succeed(null), 1, TimeUnit.MILLISECONDS));
        }

        @Override
        void rejected(RuntimeClosedException error) {
            succeed(null); // a core that is gone has closed its channels
        }
    }
}
