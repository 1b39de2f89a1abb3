package dev.plinth.netty;

import dev.plinth.api.AsyncListener;
import dev.plinth.api.RuntimeClosedException;
import java.net.SocketAddress;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** A bound socket, known to the runtime until it is closed. */
final class NettyListener implements AsyncListener {

    private final Core core;
    private final WireFactory.Bound bound;
    private volatile boolean closed;

    NettyListener(Core core, WireFactory.Bound bound, Sockets sockets) {
        this.core = core;
        this.bound = bound;
        sockets.listeners().add(this);
        bound.onClosed(() -> {
            closed = true;
            sockets.listeners().remove(this);
        });
    }

    @Override
    public SocketAddress localAddress() {
        return bound.localAddress();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public Mono<Void> close() {
        return Operation.mono(subscriber -> new Close(subscriber));
    }

    @Override
    public String toString() {
        return "listener on " + localAddress();
    }

    private final class Close extends Operation<Void> {

        Close(CoreSubscriber<? super Void> subscriber) {
            super(core, subscriber);
        }

        @Override
        public void run() {
            bound.close(() -> succeed(null));
        }

        @Override
        void rejected(RuntimeClosedException error) {
            succeed(null); // a core that is gone has closed its sockets
        }
    }
}
