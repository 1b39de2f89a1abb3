package dev.plinth.netty;

import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** A bound server channel. */
final class BoundChannel implements WireFactory.Bound {

    private final Core core;
    private final Channel channel;
    private final SocketAddress localAddress;

    BoundChannel(Core core, Channel channel) {
        this.core = core;
        this.channel = channel;
        this.localAddress = channel.localAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public void close(Runnable whenClosed) {
        // NIO gives the socket up only when its selector looks next, which is before a timer runs.
        channel.close().addListener(closed -> core.loop().schedule(whenClosed, 1, TimeUnit.MILLISECONDS));
    }

    @Override
    public void onClosed(Runnable action) {
        channel.closeFuture().addListener(closed -> action.run());
    }
}
