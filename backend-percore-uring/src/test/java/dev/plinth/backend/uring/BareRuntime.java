package dev.plinth.backend.uring;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.netty.CorePlacement;
import dev.plinth.netty.NettyBackend;
import dev.plinth.netty.NettyChannelType;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Map;

/** The backend with lean connections, on rings that its settings do not give. */
final class BareRuntime {

    private BareRuntime() {}

    static AsyncRuntime start(IoHandlerFactory rings, CorePlacement placement) {
        return new NettyBackend(
                        "bare",
                        "bare-",
                        new NettyChannelType(
                                "io_uring",
                                IoUringSocketChannel.class,
                                IoUringSocketChannel::new,
                                true,
                                PercoreUringProvider.OPTIONS),
                        IoUringServerSocketChannel::new,
                        new LeanSockets(0),
                        rings,
                        placement,
                        Map.of())
                .start(BackendContext.direct(RuntimeConfig.builder().cores(1).build(), "bare"));
    }
}
