package dev.plinth.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.ConnectException;
import dev.plinth.api.TlsException;
import dev.plinth.cli.servers.EmbeddedRedis;
import dev.plinth.redis.RedisAdapter;
import dev.plinth.redis.RedisOptions;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SslOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rediss://} against a Redis server that speaks TLS itself. */
class TlsTest extends RedisSuite {

    @TempDir
    Path folder;

    private TestCertificates certificates;
    private EmbeddedRedis secure;
    private int port;

    @BeforeEach
    void startSecureServer() throws IOException {
        certificates = TestCertificates.write("localhost", folder);
        port = EmbeddedRedis.freePort();
        secure = start(certificates, port);
    }

    private static EmbeddedRedis start(TestCertificates certificates, int port) {
        return EmbeddedRedis.start(
                "tls-port " + port,
                "tls-cert-file " + certificates.chain(),
                "tls-key-file " + certificates.key(),
                "tls-ca-cert-file " + certificates.authority(),
                "tls-auth-clients no");
    }

    @AfterEach
    void stopSecureServer() {
        secure.close();
    }

    @Test
    void commandsAndLargeValues() throws Exception {
        String value = "0123456789abcdef".repeat(1 << 16);
        try (RedisAdapter safe = open("rediss://localhost:" + port, trusting())) {
            assertThat(safe.sync().set("big", value)).isEqualTo("OK");
            assertThat(safe.sync().get("big").equals(value)).isTrue();
            List<RedisFuture<Long>> increments = onCore(0, () -> {
                List<RedisFuture<Long>> sent = new ArrayList<>();
                for (int i = 0; i < 5_000; i++) {
                    sent.add(safe.async().incr("n"));
                }
                return sent;
            });
            for (int i = 0; i < increments.size(); i++) {
                assertThat(get(increments.get(i))).isEqualTo(i + 1L);
            }
            secure.stop();
            secure.startAgain();
            assertThat(safe.sync().ping()).isEqualTo("PONG"); // reconnected, with TLS again
        }
    }

    @Test
    void anUntrustedCertificateIsRefused() {
        assertThatThrownBy(() -> open("rediss://localhost:" + port))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("TLS handshake failed")
                .hasMessageContaining("SslOptions");
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        int other = EmbeddedRedis.freePort();
        try (EmbeddedRedis named = start(TestCertificates.write("named", folder), other)) {
            assertThat(named.port()).isNotEqualTo(other);
            assertThatThrownBy(() -> open("rediss://localhost:" + other, trusting()))
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining("localhost");
        }
    }

    @Test
    void tlsToAPlainPortAndPlainToATlsPort() {
        RedisOptions hasty =
                RedisOptions.builder().connectTimeout(Duration.ofSeconds(2)).build();
        assertThatThrownBy(() -> open("rediss://localhost:" + redis.port(), hasty))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("redis://");
        assertThatThrownBy(() -> open("redis://localhost:" + port, hasty))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("rediss://");
    }

    private RedisOptions trusting() {
        SslOptions ssl = SslOptions.builder()
                .trustManager(certificates.authority().toFile())
                .build();
        return RedisOptions.builder()
                .clientOptions(lettuce -> lettuce.sslOptions(ssl))
                .build();
    }
}
