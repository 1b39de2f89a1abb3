package dev.plinth.cli.echo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Plain Netty, as its user guide does it: a loop group, a bootstrap and a handler, all at their defaults. */
final class NettyEcho implements EchoServer {

    private static final String URING = "netty-io_uring";
    private static final String EPOLL = "netty-epoll";
    private static final String NIO = "netty-nio";

    static final List<String> TRANSPORTS = List.of(URING, EPOLL, NIO);

    private static final int BACKLOG = 1024; // Plinth's default

    private final String name;
    private final int cores;
    private final MultiThreadIoEventLoopGroup group;
    private final Channel listener;

    private NettyEcho(String name, int cores, MultiThreadIoEventLoopGroup group, Channel listener) {
        this.name = name;
        this.cores = cores;
        this.group = group;
        this.listener = listener;
    }

    static NettyEcho start(String name, int cores, InetSocketAddress address) {
        String notRun = notRun(name);
        if (notRun != null) {
            throw new EchoException(name + " cannot run here: " + notRun, null);
        }
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(cores, handler(name));
        try {
            return new NettyEcho(name, cores, group, listen(name, group, address));
        } catch (RuntimeException e) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw e;
        }
    }

    /** Epoll, what Netty's users on Linux have; NIO elsewhere. */
    static String baseline() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** Why it cannot run here, or null if it can. */
    static String notRun(String name) {
        Throwable missing = name.equals(URING)
                ? IoUring.unavailabilityCause()
                : name.equals(EPOLL) ? Epoll.unavailabilityCause() : null;
        return missing == null ? null : "Netty says: " + missing;
    }

    private static IoHandlerFactory handler(String name) {
        return switch (name) {
            case URING -> IoUringIoHandler.newFactory();
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Class<? extends ServerChannel> channel(String name) {
        return switch (name) {
            case URING -> IoUringServerSocketChannel.class;
            case EPOLL -> EpollServerSocketChannel.class;
            default -> NioServerSocketChannel.class;
        };
    }

    /** Listens with an echo on each connection, on loops of somebody else's. */
    static Channel listenOnEpoll(EventLoopGroup group, InetSocketAddress address) {
        return listen(EPOLL, group, address);
    }

    private static Channel listen(String name, EventLoopGroup group, InetSocketAddress address) {
        var bound = new ServerBootstrap()
                .group(group)
                .channel(channel(name))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connection.pipeline().addLast(new Echo());
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new EchoException(
                    "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        return bound.channel();
    }

    @Override
    public EchoFacts facts() {
        String channel = listener.getClass().getSimpleName();
        String transport = channel.startsWith("IoUring") ? "io_uring" : channel.startsWith("Epoll") ? "epoll" : "nio";
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        return new EchoFacts(name, "-", transport, cores, port, "not pinned");
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
