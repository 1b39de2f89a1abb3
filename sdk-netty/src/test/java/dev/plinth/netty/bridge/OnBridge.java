package dev.plinth.netty.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.netty.CorePlacement;
import dev.plinth.netty.NettyBackend;
import dev.plinth.netty.NettyChannelType;
import dev.plinth.netty.NettyTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.slf4j.LoggerFactory;

/** A runtime without Netty loops of its own, the bridge on it, and peers on Netty's NIO transport. */
abstract class OnBridge {

    /** What the bridge is put on. */
    enum Under {
        SELECTOR {
            @Override
            AsyncRuntime start() {
                return new SelectorRuntime(2);
            }
        },
        NETTY_IN_DISGUISE {
            @Override
            AsyncRuntime start() {
                return Disguise.of(nio());
            }
        };

        abstract AsyncRuntime start();
    }

    private static AsyncRuntime nio() {
        return new NettyBackend(
                        "netty-nio",
                        "nio-core-",
                        new NettyChannelType(
                                "nio", NioSocketChannel.class, NioSocketChannel::new, false, BridgeOptions.MAPPING),
                        NioServerSocketChannel::new,
                        NioIoHandler.newFactory(),
                        CorePlacement.UNPINNED,
                        Map.of())
                .start(BackendContext.direct(
                        RuntimeConfig.builder().set(RuntimeConfig.CORES, 2).build(), "netty-nio"));
    }

    static final int WAIT_SECONDS = 60;

    @Parameter
    Under under;

    AsyncRuntime runtime;
    NettyTransport transport;
    private MultiThreadIoEventLoopGroup peers;
    private final ListAppender<ILoggingEvent> complaints = new ListAppender<>();

    @BeforeEach
    void start() {
        complaints.start();
        nettyLog().addAppender(complaints);
        runtime = under.start();
        transport = Bridge.transport(runtime);
        peers = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    }

    @AfterEach
    void stop() throws Exception {
        runtime.close();
        peers.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        nettyLog().detachAppender(complaints);
        // Leaks, rejected tasks, promises set twice: what Netty logs would not fail a test by itself.
        assertThat(complaints.list)
                .extracting(event -> event.getLevel() + " " + event.getFormattedMessage())
                .noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
    }

    /** For a test in which Netty is right to complain. */
    void expectComplaint(String text) {
        assertThat(complaints.list)
                .anyMatch(event -> event.getFormattedMessage().contains(text));
        complaints.list.removeIf(event -> event.getFormattedMessage().contains(text));
    }

    private static Logger nettyLog() {
        return (Logger) LoggerFactory.getLogger("io.netty");
    }

    Bootstrap client(ChannelHandler... handlers) {
        return new Bootstrap()
                .group(transport.group())
                .channelFactory(transport.channelFactory())
                .resolver(transport.resolver())
                .handler(pipeline(() -> handlers));
    }

    Channel connect(InetSocketAddress peer, ChannelHandler... handlers) throws Exception {
        return done(client(handlers).connect(peer)).channel();
    }

    /** A server whose connections have these handlers. */
    InetSocketAddress serve(Supplier<ChannelHandler[]> handlers) throws Exception {
        Channel listener = done(new ServerBootstrap()
                        .group(peers)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childHandler(pipeline(handlers))
                        .bind(InetAddress.getLoopbackAddress(), 0))
                .channel();
        return (InetSocketAddress) listener.localAddress();
    }

    InetSocketAddress serveEcho() throws Exception {
        return serve(() -> new ChannelHandler[] {new Echo()});
    }

    private static ChannelHandler pipeline(Supplier<ChannelHandler[]> handlers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handlers.get());
            }
        };
    }

    /** Waits, and fails if it takes too long or failed. */
    static <F extends Future<?>> F done(F future) throws Exception {
        assertThat(future.await(WAIT_SECONDS, TimeUnit.SECONDS))
                .as("done in time: %s", future)
                .isTrue();
        future.sync();
        return future;
    }

    /** Waits, and gives the error; fails if it takes too long or succeeded. */
    static Throwable failure(Future<?> future) throws Exception {
        assertThat(future.await(WAIT_SECONDS, TimeUnit.SECONDS))
                .as("done in time: %s", future)
                .isTrue();
        assertThat(future.isSuccess()).as("success of %s", future).isFalse();
        return future.cause();
    }

    static <T> T get(java.util.concurrent.Future<T> future) throws Exception {
        return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }
}
