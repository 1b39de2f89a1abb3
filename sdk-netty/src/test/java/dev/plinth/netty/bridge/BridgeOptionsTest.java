package dev.plinth.netty.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.ConnectOptions;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.StreamOptions;
import dev.plinth.api.TcpOptions;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioChannelOption;
import java.time.Duration;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

class BridgeOptionsTest {

    private final BridgeChannelConfig config = new BridgeChannelConfig(new BridgeChannel());

    /** What EpollChannelOption's constants look like where epoll is on the classpath. */
    private static ChannelOption<Integer> foreign(String name) {
        return ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#" + name);
    }

    @Test
    void theDefaultsAreThoseOfTheSpi() {
        ConnectOptions options = config.connectOptions(3);
        assertThat(options.core()).hasValue(3);
        assertThat(options.stream().tcp()).isEqualTo(TcpOptions.defaults());
        assertThat(options.connectTimeout()).contains(Duration.ofSeconds(30));
    }

    @Test
    void theTimeoutsOfTheRuntimeDoNotCloseAnIdleClient() {
        RuntimeConfig runtime = RuntimeConfig.builder()
                .set(RuntimeConfig.READ_TIMEOUT, Duration.ofSeconds(1))
                .set(RuntimeConfig.WRITE_TIMEOUT, Duration.ofSeconds(1))
                .build();
        StreamOptions stream = config.connectOptions(0).stream();
        assertThat(stream.readTimeout(runtime)).isZero();
        assertThat(stream.writeTimeout(runtime)).isZero();
    }

    @Test
    void optionsOfTheSocketAreTranslated() {
        config.setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 1500);
        config.setOption(ChannelOption.TCP_NODELAY, false);
        config.setOption(ChannelOption.SO_KEEPALIVE, true);
        config.setOption(ChannelOption.SO_SNDBUF, 70_000);
        config.setOption(ChannelOption.SO_RCVBUF, 80_000);
        ConnectOptions options = config.connectOptions(0);
        assertThat(options.connectTimeout()).contains(Duration.ofMillis(1500));
        assertThat(options.stream().tcp())
                .isEqualTo(TcpOptions.defaults()
                        .withNoDelay(false)
                        .withKeepAlive(true)
                        .withSendBuffer(70_000)
                        .withReceiveBuffer(80_000));
        assertThat(config.getOption(ChannelOption.SO_SNDBUF)).isEqualTo(70_000);
        assertThat(config.getOption(ChannelOption.TCP_NODELAY)).isFalse();
    }

    /** Lettuce sets epoll's by default when epoll can be loaded, whatever channel it was given. */
    @Test
    void theTimesOfKeepAliveAreKnownByNameWhoseverTheyAre() {
        config.setOption(ChannelOption.SO_KEEPALIVE, true);
        config.setOption(foreign("TCP_KEEPIDLE"), 100);
        config.setOption(foreign("TCP_KEEPINTVL"), 10);
        config.setOption(foreign("TCP_KEEPCNT"), 3);
        assertThat(config.connectOptions(0).stream().tcp())
                .isEqualTo(TcpOptions.defaults().withKeepAlive(Duration.ofSeconds(100), Duration.ofSeconds(10), 3));

        config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), 200);
        config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), 20);
        config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), 6);
        assertThat(config.connectOptions(0).stream().tcp())
                .isEqualTo(TcpOptions.defaults().withKeepAlive(Duration.ofSeconds(200), Duration.ofSeconds(20), 6));
    }

    @Test
    void theTransportsOwnOptionsComeBackAsTheyWere() {
        TcpOptions tcp = TcpOptions.defaults()
                .withKeepAlive(Duration.ofSeconds(60), Duration.ofSeconds(5), 4)
                .withSendBuffer(1 << 16);
        for (Map.Entry<ChannelOption<?>, Object> option :
                BridgeOptions.MAPPING.apply(tcp).entrySet()) {
            assertThat(config.setOptions(Map.of(option.getKey(), option.getValue())))
                    .isTrue();
        }
        assertThat(config.connectOptions(0).stream().tcp()).isEqualTo(tcp);
    }

    @Test
    void oneTimeOfKeepAliveAloneLeavesTheOthersAtTheSystemsDefaults() {
        config.setOption(foreign("TCP_KEEPIDLE"), 100);
        assertThat(config.connectOptions(0).stream().tcp()).isEqualTo(TcpOptions.defaults());
        config.setOption(ChannelOption.SO_KEEPALIVE, true);
        assertThat(config.connectOptions(0).stream().tcp())
                .isEqualTo(TcpOptions.defaults().withKeepAlive(Duration.ofSeconds(100), Duration.ofSeconds(75), 9));
    }

    @Test
    void whatTheSpiDoesNotHaveIsTakenAndLeftOut() {
        assertThat(config.setOption(ChannelOption.SO_LINGER, 5)).isTrue();
        assertThat(config.setOption(foreign("TCP_USER_TIMEOUT"), 5)).isTrue();
        assertThat(config.getOption(ChannelOption.SO_LINGER)).isNull();
    }

    @Test
    void nettysOwnOptionsWork() {
        WriteBufferWaterMark marks = new WriteBufferWaterMark(1, 2);
        config.setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, marks);
        config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        assertThat(config.getOption(ChannelOption.WRITE_BUFFER_WATER_MARK)).isSameAs(marks);
        assertThat(config.isAllowHalfClosure()).isTrue();
        assertThat(config.getOptions())
                .containsEntry(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .containsEntry(ChannelOption.TCP_NODELAY, true)
                .containsEntry(ChannelOption.AUTO_READ, true);
    }
}
