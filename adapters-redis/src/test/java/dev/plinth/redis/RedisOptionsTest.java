package dev.plinth.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.ConfigException;
import dev.plinth.api.RuntimeConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisOptionsTest {

    @Test
    void defaultsAreSafe() {
        RedisOptions options = RedisOptions.load();
        assertThat(options.requestQueueSize()).isEqualTo(10_000);
        assertThat(options.replay()).isFalse();
        assertThat(options.connectionsPerCore()).isEqualTo(1);
        assertThat(options.commandTimeout()).isEmpty();
    }

    @Test
    void theConfigurationGivesTheDefaultsAndTheBuilderPrecedes() {
        RuntimeConfig config = RuntimeConfig.builder()
                .set(RedisConfig.REQUEST_QUEUE_SIZE, 7)
                .set(RedisConfig.REPLAY, true)
                .set(RedisConfig.RECONNECT_MAX_DELAY, Duration.ofSeconds(1))
                .build();
        assertThat(RedisOptions.builder(config).build().requestQueueSize()).isEqualTo(7);
        assertThat(RedisOptions.builder(config).build().replay()).isTrue();
        assertThat(RedisOptions.builder(config).build().reconnectMaxDelay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(RedisOptions.builder(config).requestQueueSize(8).build().requestQueueSize())
                .isEqualTo(8);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> RedisOptions.builder().requestQueueSize(0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("requestQueueSize is 0");
        assertThatThrownBy(() -> RedisOptions.builder()
                        .reconnectDelay(Duration.ofSeconds(2), Duration.ofSeconds(1))
                        .build())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("plinth.redis.reconnect-max-delay");
        assertThatThrownBy(() -> RedisOptions.builder()
                        .commandTimeout(Duration.ofSeconds(-1))
                        .build())
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() ->
                        RedisOptions.builder().connectTimeout(Duration.ZERO).build())
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void everySettingIsDocumented() {
        assertThat(new RedisAdapterProvider().configKeys()).hasSize(5).allSatisfy(key -> {
            assertThat(key.name()).startsWith("plinth.redis.");
            assertThat(key.description()).isNotBlank();
        });
    }
}
