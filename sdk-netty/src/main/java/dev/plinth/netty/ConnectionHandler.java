package dev.plinth.netty;

import dev.plinth.api.StreamOptions;
import dev.plinth.api.TlsException;
import dev.plinth.api.TlsOptions;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;

/** The last in a channel's pipeline: turns Netty's events into those of a wire. */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {

    private final Core core;
    private final Sockets sockets;
    private final StreamOptions options;
    private final SocketAddress remote;
    private final SslHandler tls;
    private Opening opening;
    private ChannelWire wire;
    private boolean ended;

    private ConnectionHandler(
            Core core, Sockets sockets, StreamOptions options, SocketAddress remote, SslHandler tls, Opening opening) {
        this.core = core;
        this.sockets = sockets;
        this.options = options;
        this.remote = remote;
        this.tls = tls;
        this.opening = opening;
    }

    /**
     * Makes a new channel into a connection.
     *
     * @param remote what was asked for; its host name is what TLS checks
     * @param handshakeMillis how long the TLS handshake may take, 0: the opening has a limit of its own
     */
    static void install(
            Channel channel,
            Core core,
            Sockets sockets,
            StreamOptions options,
            InetSocketAddress remote,
            long handshakeMillis,
            Opening opening) {
        sockets.configure(channel, options.tcp());
        SslHandler tls = options.tls()
                .map(tlsOptions -> tlsHandler(tlsOptions, remote, handshakeMillis))
                .orElse(null);
        if (tls != null) {
            channel.pipeline().addLast(tls);
        }
        channel.pipeline().addLast(new ConnectionHandler(core, sockets, options, remote, tls, opening));
    }

    private static SslHandler tlsHandler(TlsOptions options, InetSocketAddress remote, long handshakeMillis) {
        SslHandler handler = new SslHandler(options.newEngine(remote.getHostString(), remote.getPort()));
        handler.setHandshakeTimeoutMillis(handshakeMillis);
        return handler;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (tls == null) {
            open(ctx);
        } else {
            ctx.read(); // a server's handshake begins with what the client sends
        }
    }

    private void open(ChannelHandlerContext ctx) {
        Opening waiting = opening;
        if (waiting != null) {
            opening = null;
            wire = new ChannelWire(ctx, tls);
            NettyConnection.open(core, sockets, wire, options, waiting);
        }
    }

    private void fail(ChannelHandlerContext ctx, Throwable cause) {
        if (wire != null) {
            wire.events().onFailed(cause);
            return;
        }
        Opening waiting = opening;
        opening = null;
        ctx.channel().close();
        if (waiting != null) {
            waiting.failed(tls != null ? Errors.handshake(remote, cause) : cause);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                open(ctx);
            } else {
                fail(ctx, handshake.cause());
            }
        } else if (event instanceof SslCloseCompletionEvent close) {
            if (close.isSuccess() && wire != null) {
                end();
            }
        } else if (event instanceof ChannelInputShutdownEvent) {
            inputShutDown(ctx);
        }
    }

    private void inputShutDown(ChannelHandlerContext ctx) {
        if (wire == null) {
            fail(ctx, new ClosedChannelException());
        } else if (tls == null || ended) {
            end();
        } else {
            // RFC 8446, 6.1: an end without close_notify may be an attacker's.
            wire.events()
                    .onFailed(new TlsException(
                            "the peer ended its output without TLS close_notify: what it sent may have been cut off"));
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            wire.events().onEnd();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (wire == null) {
            ((ByteBuf) message).release();
        } else {
            wire.events().onRead((ByteBuf) message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (wire != null) {
            wire.events().onReadComplete();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (wire != null) {
            wire.events().onClosed();
        } else {
            fail(ctx, new ClosedChannelException());
        }
    }
}
