package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SocketSizesTest {

    @Test
    void whatWasNotSetIsTheSystems() {
        SocketSizes sizes = SocketSizes.of(Map.of("receive.buffer.bytes", 65_536), 131_072, 65_536);
        assertThat(sizes.sendOrZero()).isZero();
        assertThat(sizes.receiveOrZero()).isEqualTo(65_536);
        assertThat(SocketSizes.describe(Map.of("receive.buffer.bytes", 65_536)))
                .isEqualTo("send the system's, receive 65536 bytes");
    }

    @Test
    void theSystemsMayBeAskedFor() {
        assertThat(SocketSizes.of(Map.of("send.buffer.bytes", "-1"), -1, -1).sendOrZero())
                .isZero();
    }
}
