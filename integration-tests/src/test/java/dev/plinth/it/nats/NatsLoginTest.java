package dev.plinth.it.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.Adapter;
import dev.plinth.api.ConfigException;
import dev.plinth.api.ConnectException;
import dev.plinth.api.ConnectTimeoutException;
import dev.plinth.api.TlsException;
import dev.plinth.api.TlsOptions;
import dev.plinth.api.UnresolvedHostException;
import dev.plinth.it.redis.TestCertificates;
import dev.plinth.nats.NatsAdapter;
import dev.plinth.nats.NatsContextException;
import dev.plinth.nats.NatsLimitException;
import dev.plinth.nats.NoRespondersException;
import dev.plinth.nats.PlinthNats;
import dev.plinth.servers.NatsServer;
import io.nats.client.AuthHandler;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.support.JwtUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import reactor.core.Disposable;

/** Credentials and TLS, right and wrong; what fails leaves nothing behind. */
@SuppressWarnings("try") // jnats' connection says that closing it may be interrupted
class NatsLoginTest extends NatsSuite {

    @TempDir
    Path folder;

    private static Leftovers leftovers; // since the first test on a backend

    private static void works(Options.Builder options) throws Exception {
        try (NatsAdapter adapter = open(options)) {
            runtime.blockOn(adapter.flush().timeout(PATIENCE));
            Connection jnats = runtime.blockOn(adapter.jnats().timeout(PATIENCE));
            jnats.flush(PATIENCE);
        }
    }

    /** jnats' own exception, and what Plinth knows of it. */
    private void fails(Options.Builder options, Class<? extends Exception> type, String... context) {
        assertThatThrownBy(() -> PlinthNats.connect(runtime, options))
                .isExactlyInstanceOf(type)
                .satisfies(error -> assertThat(error.getSuppressed())
                        .singleElement()
                        .isInstanceOf(NatsContextException.class)
                        .satisfies(known -> assertThat(known)
                                .hasMessageContainingAll(backend, "nats://", String.join("", context))));
    }

    @BeforeParameterizedClassInvocation
    static void another() {
        leftovers = null;
    }

    @BeforeEach
    void count() throws Exception {
        if (leftovers == null) { // once: each count is a garbage collection
            leftovers = Leftovers.since(runtime);
        }
    }

    @AfterEach
    void nothingIsLeft() {
        leftovers.assertNone();
    }

    @Test
    void userPasswordTokenAndNkey() throws Exception {
        try (NatsServer secured = NatsServer.start(NatsServer.user("me", "se cret"))) {
            works(options("nats://me:se%20cret@127.0.0.1:" + secured.port()));
            works(options(secured.uri()).userInfo("me", "se cret"));
            assertThatThrownBy(() -> open(options("nats://me:wrong@127.0.0.1:" + secured.port())))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("Authorization Violation")
                    .hasMessageContaining("nats://user:password@host")
                    .hasMessageNotContaining("wrong");
            fails(
                    options("nats://me:wrong@127.0.0.1:" + secured.port()).connectionTimeout(Duration.ofSeconds(1)),
                    io.nats.client.AuthenticationException.class,
                    "none of its connections failed");
        }
        try (NatsServer secured = NatsServer.start(NatsServer.token("tok"))) {
            works(options("nats://tok@127.0.0.1:" + secured.port()));
        }
        NKey key = NKey.createUser(null);
        try (NatsServer secured = NatsServer.start(NatsServer.nkey(new String(key.getPublicKey())))) {
            works(options(secured.uri()).authHandler(new Signing(key)));
        }
    }

    @Test
    void credentialsOfAnOperatorsAccount() throws Exception {
        NKey operator = NKey.createOperator(null);
        NKey account = NKey.createAccount(null);
        NKey system = NKey.createAccount(null);
        NKey user = NKey.createUser(null);
        String limits = "\"limits\":{\"subs\":-1,\"data\":-1,\"payload\":-1,\"imports\":-1,\"exports\":-1,"
                + "\"wildcards\":true,\"conn\":-1,\"leaf\":-1,\"mem_storage\":-1,\"disk_storage\":-1,\"streams\":-1,"
                + "\"consumer\":-1}";
        String accountClaim = "{\"type\":\"account\",\"version\":2," + limits + "}";
        String systemClaim = "{\"type\":\"account\",\"version\":2,"
                + limits.replaceAll("(storage|streams|consumer)\":-1", "$1\":0") + "}";
        String jwt = JwtUtils.issueUserJWT(account, id(account), id(user));
        Path credentials = Files.writeString(
                folder.resolve("user.creds"),
                String.format(JwtUtils.NATS_USER_JWT_FORMAT, jwt, new String(user.getSeed())));
        try (NatsServer secured = NatsServer.start(
                "operator: " + issue(operator, operator, "{\"type\":\"operator\",\"version\":2}"),
                "system_account: " + id(system),
                "resolver: MEMORY",
                "resolver_preload: { " + id(account) + ": " + issue(operator, account, accountClaim) + ", " + id(system)
                        + ": " + issue(operator, system, systemClaim) + " }")) {
            works(options(secured.uri()).authHandler(Nats.credentials(credentials.toString())));
            works(options(secured.uri()).credentialPath(credentials.toString()));
            assertThatThrownBy(() -> open(options(secured.uri())))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("Authorization Violation");
            assertThatThrownBy(() -> open(options(secured.uri()).credentialPath("/no/such.creds")))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("credentials");
        }
    }

    private static String id(NKey key) throws Exception {
        return new String(key.getPublicKey());
    }

    private static String issue(NKey by, NKey subject, String claim) throws Exception {
        return JwtUtils.issueJWT(
                by, id(subject), "plinth", null, System.currentTimeMillis() / 1000, id(by), () -> claim);
    }

    @Test
    void tlsWithTheRightNameAndTheWrongOne() throws Exception {
        TestCertificates certificates = TestCertificates.write("localhost", folder);
        SSLContext trust = TlsOptions.clientTrusting(certificates.authority()).context();
        try (NatsServer secured = NatsServer.start(NatsServer.tls(certificates.chain(), certificates.key()))) {
            String uri = "nats://localhost:" + secured.port();
            works(options(uri).sslContext(trust));
            try (NatsAdapter adapter = open(options(uri).sslContext(trust))) {
                List<Integer> sizes = new CopyOnWriteArrayList<>();
                adapter.subscribe("big", (Message message) -> sizes.add(message.getData().length));
                for (int i = 0; i < 20; i++) {
                    adapter.publish("big", new byte[500_000]);
                }
                await().atMost(PATIENCE).until(() -> sizes.size() == 20);
                assertThat(adapter.info()).containsEntry("tls", "yes");
            }
            works(options("opentls://127.0.0.1:" + secured.port()));
            assertThatThrownBy(() -> open(options(uri)))
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining("tls://");
            assertThatThrownBy(() -> open(options("tls://localhost:" + secured.port()))) // the JVM does not trust it
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining("trusted");
        }
        TestCertificates other = TestCertificates.write("named", folder);
        SSLContext otherTrust = TlsOptions.clientTrusting(other.authority()).context();
        try (NatsServer secured = NatsServer.start(NatsServer.tls(other.chain(), other.key()))) {
            Options.Builder wrong =
                    options("nats://localhost:" + secured.port()).sslContext(otherTrust);
            assertThatThrownBy(() -> open(wrong))
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining("localhost");
            fails(wrong.connectionTimeout(Duration.ofSeconds(1)), IOException.class, "localhost");
        }
    }

    @Test
    void noServerAndNoAddress() {
        assertThatThrownBy(() -> open(options("nats://no-such-host.invalid:4222")))
                .isInstanceOf(UnresolvedHostException.class)
                .hasMessageContaining("no-such-host.invalid");
        fails(options("nats://no-such-host.invalid:4222"), IOException.class, "no-such-host.invalid");
        assertThatThrownBy(() -> open(options("nats://127.0.0.1:1"))).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> open(options("nats://127.0.0.1:1,nats://127.0.0.1:2")))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("127.0.0.1:1")
                .hasMessageContaining("127.0.0.1:2");
        assertThatThrownBy(() -> runtime.blockOn(NatsAdapter.connect(runtime, "redis://localhost")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("nats");
        try (Adapter byScheme = runtime.blockOn(Adapter.open(runtime, server.uri()))) {
            assertThat(byScheme).isInstanceOf(NatsAdapter.class);
        }
    }

    @Test
    void aServerThatSaysNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String uri = "nats://127.0.0.1:" + silent.getLocalPort();
            Duration shortly = Duration.ofMillis(200);
            assertThatThrownBy(() -> open(options(uri).connectionTimeout(shortly)))
                    .isInstanceOf(ConnectTimeoutException.class)
                    .hasMessageContaining("200 ms");
            fails(options(uri).connectionTimeout(shortly), IOException.class);
            Disposable connecting = NatsAdapter.connect(
                            runtime, options(uri).connectionTimeout(PATIENCE.multipliedBy(2)))
                    .subscribe();
            await().atMost(PATIENCE).until(() -> runtime.stats().connections() == 2); // the suite's is the other
            connecting.dispose();
        }
    }

    @Test
    void whatNobodyTakesIsRefused() throws Exception {
        byte[] large = new byte[2 << 20];
        byte[] small = bytes("x");
        assertThatThrownBy(() -> runtime.blockOn(nats.request("nobody", small)))
                .isInstanceOf(NoRespondersException.class)
                .hasMessageContaining("nobody listens on 'nobody'");
        assertThatThrownBy(() -> runtime.blockOn(nats.store("no.stream", small)))
                .isInstanceOf(NoRespondersException.class)
                .hasMessageContainingAll("no.stream", "has a stream that subject");
        assertThatThrownBy(() -> nats.publish("x", large))
                .isInstanceOf(NatsLimitException.class)
                .hasMessageContainingAll("max_payload", server.uri());
        assertThatThrownBy(() -> runtime.blockOn(nats.store("x", large))).isInstanceOf(NatsLimitException.class);
        assertThat(nats.stats().pendingRequests()).isZero();
        try (Connection jnats = PlinthNats.connect(runtime, options(server.uri()))) {
            assertThatThrownBy(() -> jnats.request("nobody", small).get(20, TimeUnit.SECONDS))
                    .isInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> jnats.jetStream().publish("no.stream", small))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("503");
            assertThatThrownBy(() -> jnats.publish("x", large)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Signs with a key that it has in memory. */
    private record Signing(NKey key) implements AuthHandler {

        @Override
        public byte[] sign(byte[] nonce) {
            try {
                return key.sign(nonce);
            } catch (java.io.IOException | java.security.GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public char[] getID() {
            try {
                return key.getPublicKey();
            } catch (java.io.IOException | java.security.GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public char[] getJWT() {
            return null;
        }
    }
}
