package dev.plinth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {

    @Test
    void whatIsNotSetComesFromTheConfiguration() {
        RuntimeConfig config = RuntimeConfig.builder()
                .set(RuntimeConfig.READ_TIMEOUT, Duration.ofSeconds(3))
                .build();
        assertThat(ConnectOptions.defaults().stream().readTimeout(config)).isEqualTo(Duration.ofSeconds(3));
        ConnectOptions set =
                ConnectOptions.builder().readTimeout(Duration.ofMillis(5)).build();
        assertThat(set.stream().readTimeout(config)).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void badValuesAreRefusedByName() {
        assertThatThrownBy(() -> ConnectOptions.builder().readTimeout(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("readTimeout");
        assertThatThrownBy(() -> ConnectOptions.builder().writeWaterMarks(10, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("high is 5, it must be at least 10");
        assertThatThrownBy(() -> ListenOptions.builder().backlog(0)).hasMessageContaining("backlog");
        assertThatThrownBy(() -> TcpOptions.defaults().withSendBuffer(-1)).hasMessageContaining("bytes");
    }

    @Test
    void aClientChecksTheHostNameAndSendsIt() {
        SSLEngine engine = TlsOptions.client().newEngine("db.example.org", 5432);
        assertThat(engine.getUseClientMode()).isTrue();
        assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm())
                .isEqualTo("HTTPS");
        assertThat(engine.getSSLParameters().getServerNames()).containsExactly(new SNIHostName("db.example.org"));
    }

    @Test
    void anAddressIsNotSentAsAName() {
        assertThat(TlsOptions.client()
                        .newEngine("127.0.0.1", 1)
                        .getSSLParameters()
                        .getServerNames())
                .isNullOrEmpty();
        assertThat(TlsOptions.client().newEngine("::1", 1).getSSLParameters().getServerNames())
                .isNullOrEmpty();
    }

    @Test
    void theHostNameCheckCanBeLeftOutOnlyByName() {
        SSLEngine engine = TlsOptions.client().withoutHostNameCheck().newEngine("x", 1);
        assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm())
                .isNull();
    }

    /** Here, where it was asked for, and not on the core that opens a connection. */
    @Test
    void aProtocolThatNobodySpeaksIsRefused() {
        assertThatThrownBy(() -> TlsOptions.client().withProtocols("TLSv1.3", "TLSv9"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'TLSv9'")
                .hasMessageContaining("TLSv1.3");
    }

    @Test
    void badTlsFilesAreNamed(@TempDir Path folder) throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        assertThatThrownBy(() -> TlsOptions.clientTrusting(empty))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("empty.pem");
        assertThatThrownBy(() -> TlsOptions.clientTrusting(folder.resolve("missing.pem")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("missing.pem");
    }

    @Test
    void aUriWithoutSchemeIsRefused() {
        assertThatThrownBy(() -> Adapter.scheme("localhost"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("redis://");
        assertThat(Adapter.scheme("REDIS://x")).isEqualTo("redis");
    }

    @Test
    void anUnknownSchemeListsTheKnownOnes() {
        AsyncRuntime runtime = new StubProvider("stub", 1)
                .create(BackendContext.direct(RuntimeConfig.builder().build(), "stub"));
        assertThatThrownBy(() -> Adapter.open(runtime, "gopher://x").block())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no adapter on the classpath opens 'gopher://'");
    }
}
