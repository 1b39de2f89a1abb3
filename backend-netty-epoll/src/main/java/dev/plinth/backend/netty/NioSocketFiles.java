package dev.plinth.backend.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** NIO's channels to socket files know the JDK's addresses only, and Netty's clients give Netty's. */
final class NioSocketFiles extends ChannelOutboundHandlerAdapter {

    private NioSocketFiles() {}

    static Channel newChannel() {
        NioDomainSocketChannel channel = new NioDomainSocketChannel();
        channel.pipeline().addFirst(new NioSocketFiles());
        return channel;
    }

    @Override
    public void connect(ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        ctx.pipeline().remove(this);
        SocketAddress jdks =
                remote instanceof DomainSocketAddress netty ? UnixDomainSocketAddress.of(netty.path()) : remote;
        ctx.connect(jdks, local, promise);
    }
}
