package dev.plinth.netty;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import dev.plinth.api.RuntimeConfig;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.Map;

/** A runtime on NIO, which runs everywhere. */
final class NioRuntime {

    private NioRuntime() {}

    static AsyncRuntime start(RuntimeConfig config, String threadPrefix) {
        return new NettyBackend(
                        "test",
                        threadPrefix,
                        new NettyChannelType(
                                "nio",
                                NioSocketChannel.class,
                                NioSocketChannel::new,
                                false,
                                new TcpOptionMapping(null, null, null)),
                        NioServerSocketChannel::new,
                        NioIoHandler.newFactory(),
                        CorePlacement.UNPINNED,
                        Map.of())
                .start(BackendContext.direct(config, "test"));
    }
}
