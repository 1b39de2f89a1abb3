package dev.plinth.nats;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.ConfigException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NatsUrlsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nats://user:sec ret@host",
                "nats://user:p/sec ret@host",
                "nats://user:p@sec ret@host,nats://user:sec ret@other",
                "nats://user:a,sec ret@host:4222",
                "http://user:sec ret@host"
            })
    void addressesThatAreNoneAreRefusedWithoutTellingThePassword(String urls) {
        assertThatThrownBy(() -> NatsUrls.parse(urls))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("NATS server")
                .hasMessageNotContaining("sec ret")
                .hasNoCause();
    }
}
