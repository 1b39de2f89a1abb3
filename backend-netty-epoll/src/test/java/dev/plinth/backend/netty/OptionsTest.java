package dev.plinth.backend.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.AsyncRuntimeProvider;
import dev.plinth.api.BackendContext;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.TcpOptions;
import dev.plinth.netty.NettyTransport;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The options of TCP are on the socket, read back from it. */
class OptionsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    static AsyncRuntimeProvider[] backends() {
        return Providers.all();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void areOnTheSocket(AsyncRuntimeProvider provider) {
        TcpOptions tcp = TcpOptions.defaults()
                .withNoDelay(false)
                .withKeepAlive(Duration.ofSeconds(31), Duration.ofSeconds(7), 4);
        RuntimeConfig config = RuntimeConfig.builder().cores(1).build();
        try (AsyncRuntime runtime = provider.create(BackendContext.direct(config, provider.name()))) {
            AsyncListener listener = runtime.listen(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            ListenOptions.defaults(),
                            accepted -> {})
                    .block(LIMIT);
            AsyncConnection connection = runtime.connect(
                            listener.localAddress(),
                            ConnectOptions.builder().tcp(tcp).build())
                    .block(LIMIT);
            Channel channel = connection.unwrap(Channel.class).orElseThrow();
            assertThat(NettyTransport.of(runtime).options(tcp))
                    .hasSize(5)
                    .allSatisfy((option, value) -> assertThat(
                                    (Object) channel.config().getOption(option))
                            .as(option.name())
                            .isEqualTo(value));
        }
    }
}
