package dev.plinth.it.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.db.DbAdapter;
import dev.plinth.it.redis.TestCertificates;
import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** Logging in, with and without TLS; and what the errors say when it does not go well. */
class ConnectErrorsTest extends DbSuite {

    @Test
    void scram() {
        postgres.createUser("scram", "secret");
        works(postgres.url("scram", "secret", "sslmode=disable"));
    }

    @Test
    void aWrongPassword() {
        postgres.createUser("scram", "secret");
        assertThatThrownBy(() -> open(postgres.url("scram", "wrong", "sslmode=disable")))
                .isInstanceOf(R2dbcPermissionDeniedException.class)
                .isInstanceOf(PostgresqlException.class)
                .hasMessageContaining("postgresql://localhost:" + postgres.port() + "/postgres")
                .hasMessageContaining("password authentication failed")
                .hasMessageContaining("The user (scram) or the password in the URL is wrong")
                .hasMessageNotContaining("wrong@");
    }

    @Test
    void noSuchDatabase() {
        assertThatThrownBy(() -> open("postgresql://postgres@127.0.0.1:" + postgres.port() + "/absent?sslmode=disable"))
                .isInstanceOf(R2dbcNonTransientResourceException.class)
                .hasMessageContaining("There is no database 'absent'");
    }

    @Test
    void nobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> open("postgresql://postgres@127.0.0.1:" + port + "/postgres"))
                .isInstanceOf(R2dbcNonTransientResourceException.class)
                .hasMessageContaining("Is PostgreSQL running there");
    }

    @Test
    void somebodyElseListens() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> open("postgresql://postgres@127.0.0.1:" + silent.getLocalPort()
                            + "/postgres?connectTimeout=PT0.2S&sslmode=disable"))
                    .isInstanceOf(R2dbcTimeoutException.class)
                    .hasMessageContaining("within the connect timeout (200 ms)");
        }
    }

    @Test
    void theHostHasNoAddress() {
        assertThatThrownBy(() -> open("postgresql://postgres@no-such-host.invalid/postgres"))
                .isInstanceOf(R2dbcNonTransientResourceException.class)
                .hasMessageContaining("has no address");
    }

    @Test
    void tlsWhereTheServerInsists() {
        postgres.createUser("tlsonly", "secret");
        works(postgres.url("tlsonly", "secret", "sslmode=require"));
        works(postgres.url("tlsonly", "secret", "sslmode=prefer"));
        works(postgres.url("tlsonly", "secret", "sslmode=allow"));
        assertThatThrownBy(() -> open(postgres.url("tlsonly", "secret", "sslmode=disable")))
                .isInstanceOf(R2dbcPermissionDeniedException.class)
                .hasMessageContaining("without TLS (sslmode=disable)");
    }

    @Test
    void tlsWithTheServersNameVerified() {
        postgres.createUser("tlsonly", "secret");
        String trusted = "&sslrootcert=" + postgres.certificates().authority();
        works(postgres.url("tlsonly", "secret", "sslmode=verify-full" + trusted));
        works(postgres.url("tlsonly", "secret", "sslmode=verify-ca" + trusted));
        DbAdapter open = open(postgres.url("tlsonly", "secret", "sslmode=verify-full" + trusted));
        assertThat(get(open.connection()
                        .flatMapMany(connection -> column(
                                connection,
                                String.class,
                                "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                        .single()))
                .isEqualTo("TLSv1.3");
        open.close();
        assertThatThrownBy(() -> open(postgres.url("tlsonly", "secret", "sslmode=verify-full")))
                .isInstanceOf(R2dbcPermissionDeniedException.class)
                .hasMessageContaining("TLS handshake failed")
                .hasMessageContaining("sslrootcert");
    }

    @Test
    void tlsWithACertificateOfAnotherName() throws IOException {
        postgres.createUser("tlsonly", "secret");
        TestCertificates named = TestCertificates.write("named", postgres.folder());
        postgres.useCertificate(named);
        try {
            String trusted = "&sslrootcert=" + named.authority();
            works(postgres.url("tlsonly", "secret", "sslmode=verify-ca" + trusted));
            assertThatThrownBy(() -> open(postgres.url("tlsonly", "secret", "sslmode=verify-full" + trusted)))
                    .isInstanceOf(R2dbcPermissionDeniedException.class)
                    .hasMessageContaining("name the host of the URL");
        } finally {
            postgres.useCertificate(postgres.certificates());
        }
    }

    private static void works(String url) {
        DbAdapter open = open(url);
        assertThat(get(open.connection()
                        .flatMapMany(connection -> column(connection, Integer.class, "SELECT 42"))
                        .single()))
                .isEqualTo(42);
        open.close();
    }
}
