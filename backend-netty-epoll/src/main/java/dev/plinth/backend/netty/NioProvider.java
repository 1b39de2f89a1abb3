package dev.plinth.backend.netty;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.AsyncRuntimeProvider;
import dev.plinth.api.BackendContext;
import dev.plinth.netty.CorePlacement;
import dev.plinth.netty.NettyBackend;
import dev.plinth.netty.NettyChannelType;
import dev.plinth.netty.TcpOptionMapping;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.SocketOption;
import jdk.net.ExtendedSocketOptions;

/** Backend {@code netty-nio}: the JDK's selectors, on any OS and on Java 17. */
public final class NioProvider implements AsyncRuntimeProvider {

    static final TcpOptionMapping OPTIONS = new TcpOptionMapping(
            option(ExtendedSocketOptions.TCP_KEEPIDLE),
            option(ExtendedSocketOptions.TCP_KEEPINTERVAL),
            option(ExtendedSocketOptions.TCP_KEEPCOUNT));

    /** For the service loader. */
    public NioProvider() {}

    private static ChannelOption<Integer> option(SocketOption<Integer> option) {
        return NioChannelOption.of(option);
    }

    @Override
    public String name() {
        return "netty-nio";
    }

    @Override
    public int priority() {
        return 200;
    }

    @Override
    public int spiVersion() {
        return 1;
    }

    @Override
    public String description() {
        return "Netty on the JDK's selectors, any OS";
    }

    @Override
    public AsyncRuntime create(BackendContext context) {
        return new NettyBackend(
                        name(),
                        "plinth-nio-",
                        new NettyChannelType(
                                "nio",
                                NioSocketChannel.class,
                                NioSocketChannel::new,
                                false,
                                NioSocketFiles::newChannel,
                                OPTIONS),
                        NioServerSocketChannel::new,
                        NioIoHandler.newFactory(),
                        CorePlacement.UNPINNED,
                        NettyVersion.details())
                .start(context);
    }
}
