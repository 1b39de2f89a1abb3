package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaUrisTest {

    @Test
    void hostsAndSettings() {
        assertThat(KafkaUris.parse("kafka://a,b:9093,[::1]/?acks=all&sasl.jaas.config=x%3D%22y%22+z"))
                .containsEntry("bootstrap.servers", "a:9092,b:9093,[::1]:9092")
                .containsEntry("acks", "all")
                .containsEntry("sasl.jaas.config", "x=\"y\" z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka://user:secret@host:9092",
                "kafka:host?sasl.jaas.config=secret",
                "http://user:secret@host",
                "kafka://host?=secret",
                "kafka://host?secret",
                "kafka://host?sasl.jaas.config=%secret"
            })
    void errorsDoNotShowPasswords(String uri) {
        assertThatThrownBy(() -> KafkaUris.parse(uri))
                .isInstanceOf(ConfigException.class)
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("secret"))
                .hasNoCause();
    }
}
