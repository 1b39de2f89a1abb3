package dev.plinth.backend.virtualthreads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.TcpOptions;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

class SocketsTest {

    @Test
    void theDefaultsAreNoDelayAndNoKeepAlive() throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            Sockets.apply(TcpOptions.defaults(), channel);
            assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
            assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isFalse();
        }
    }

    @Test
    void everyOptionReachesTheSocket() throws IOException {
        TcpOptions options = TcpOptions.defaults()
                .withNoDelay(false)
                .withKeepAlive(Duration.ofSeconds(31), Duration.ofSeconds(7), 4)
                .withSendBuffer(32 << 10)
                .withReceiveBuffer(48 << 10);
        try (SocketChannel channel = SocketChannel.open()) {
            Sockets.apply(options, channel);
            assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isFalse();
            assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(31);
            assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL))
                    .isEqualTo(7);
            assertThat(channel.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT)).isEqualTo(4);
            // Linux doubles what it is told
            assertThat(channel.getOption(StandardSocketOptions.SO_SNDBUF)).isGreaterThanOrEqualTo(32 << 10);
            assertThat(channel.getOption(StandardSocketOptions.SO_RCVBUF)).isGreaterThanOrEqualTo(48 << 10);
        }
    }
}
