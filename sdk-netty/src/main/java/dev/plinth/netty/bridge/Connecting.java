package dev.plinth.netty.bridge;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectOptions;
import io.netty.channel.ChannelPromise;
import java.net.SocketAddress;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** A connect operation of a channel. On the loop only. */
final class Connecting implements CoreSubscriber<AsyncConnection> {

    private final BridgeChannel channel;
    private final ChannelPromise promise;
    private Subscription subscription;
    private boolean done;

    Connecting(BridgeChannel channel, ChannelPromise promise) {
        this.channel = channel;
        this.promise = promise;
    }

    void start(SocketAddress remote, ConnectOptions options) {
        promise.addListener(future -> {
            if (future.isCancelled()) {
                channel.loop().execute(channel::closeNow);
            }
        });
        channel.loop().runtime().connect(remote, options).subscribe(this);
    }

    /** Abandons the attempt; the runtime closes what it had opened. */
    void cancel(Throwable cause) {
        done = true;
        if (subscription != null) {
            subscription.cancel();
        }
        promise.tryFailure(cause);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(AsyncConnection connection) {
        if (done) {
            connection.abort(); // it was on its way when the attempt was cancelled
            return;
        }
        done = true;
        BridgeEventLoop loop = channel.loop();
        loop.enter();
        try {
            channel.connected(connection, promise);
        } finally {
            loop.exit();
        }
    }

    @Override
    public void onError(Throwable cause) {
        if (done) {
            return;
        }
        done = true;
        BridgeEventLoop loop = channel.loop();
        loop.enter();
        try {
            channel.connectFailed(cause, promise);
        } finally {
            loop.exit();
        }
    }

    @Override
    public void onComplete() {}
}
