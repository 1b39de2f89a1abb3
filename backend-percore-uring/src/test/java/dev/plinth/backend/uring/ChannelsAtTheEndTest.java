package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.netty.NettyTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Function;
import org.junit.jupiter.api.RepeatedTest;

/** Netty channels that are open when their runtime ends: what they had under way must not keep their sockets open. */
class ChannelsAtTheEndTest {

    private static final int PATIENCE_MILLIS = 10_000;

    @RepeatedTest(10)
    void theirSocketsAreClosed() throws Exception {
        endsWith(NettyTransport::channelFactory);
    }

    @RepeatedTest(10)
    void theirSocketsAreClosedThoughTheyReceiveIntoSharedBuffers() throws Exception {
        endsWith(NettyTransport::promptChannelFactory);
    }

    private static void endsWith(Function<NettyTransport, ChannelFactory<? extends Channel>> channels)
            throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            AsyncRuntime runtime = new PercoreUringProvider()
                    .create(BackendContext.direct(
                            RuntimeConfig.builder().cores(1).build(), "percore-uring"));
            Socket accepted;
            try {
                NettyTransport transport = NettyTransport.of(runtime);
                new Bootstrap()
                        .group(transport.group())
                        .channelFactory(channels.apply(transport))
                        .handler(new ChannelInboundHandlerAdapter())
                        .connect(server.getLocalSocketAddress())
                        .sync();
                accepted = server.accept();
            } finally {
                runtime.close();
            }
            try (accepted) {
                accepted.setSoTimeout(PATIENCE_MILLIS);
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
            }
        }
    }
}
