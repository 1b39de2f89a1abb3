package dev.plinth.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.TcpOptions;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TcpOptionMappingTest {

    private static final ChannelOption<Integer> IDLE = ChannelOption.valueOf("test-idle");
    private static final ChannelOption<Integer> INTERVAL = ChannelOption.valueOf("test-interval");
    private static final ChannelOption<Integer> COUNT = ChannelOption.valueOf("test-count");

    @Test
    void defaultsLeaveTheRestToTheSystem() {
        assertThat(new TcpOptionMapping(IDLE, INTERVAL, COUNT).apply(TcpOptions.defaults()))
                .isEqualTo(Map.of(ChannelOption.TCP_NODELAY, true, ChannelOption.SO_KEEPALIVE, false));
    }

    @Test
    void everythingThatIsSetIsTranslated() {
        TcpOptions tcp = TcpOptions.defaults()
                .withNoDelay(false)
                .withKeepAlive(Duration.ofSeconds(30), Duration.ofMillis(5900), 3)
                .withSendBuffer(4096)
                .withReceiveBuffer(8192);
        assertThat(new TcpOptionMapping(IDLE, INTERVAL, COUNT).apply(tcp))
                .isEqualTo(Map.of(
                        ChannelOption.TCP_NODELAY,
                        false,
                        ChannelOption.SO_KEEPALIVE,
                        true,
                        IDLE,
                        30,
                        INTERVAL,
                        5,
                        COUNT,
                        3,
                        ChannelOption.SO_SNDBUF,
                        4096,
                        ChannelOption.SO_RCVBUF,
                        8192));
    }

    @Test
    void whatThePlatformLacksIsLeftOut() {
        TcpOptions tcp = TcpOptions.defaults().withKeepAlive(Duration.ofSeconds(30), Duration.ofSeconds(5), 3);
        assertThat(new TcpOptionMapping(null, null, null).apply(tcp))
                .containsOnlyKeys(ChannelOption.TCP_NODELAY, ChannelOption.SO_KEEPALIVE);
    }
}
