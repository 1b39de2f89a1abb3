package dev.plinth.nats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NatsErrorsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization Violation",
                "User Authentication Expired",
                "User Authentication Revoked",
                "Account Authentication Expired"
            })
    void credentialsThatAreNotGoodEnough(String said) {
        assertThat(NatsErrors.isAuthentication(said)).isTrue();
    }

    /** What may pass must not end the attempts to reconnect. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "maximum account active connections exceeded",
                "maximum connections exceeded",
                "Authentication Timeout",
                "Server Shutdown"
            })
    void whatMayPass(String said) {
        assertThat(NatsErrors.isAuthentication(said)).isFalse();
    }

    @Test
    void nothingSaid() {
        assertThat(NatsErrors.isAuthentication(null)).isFalse();
    }
}
