package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.TlsException;
import dev.plinth.api.TlsOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** 10xx, first half: whom TLS lets through. */
abstract class TlsHandshakeRules extends TlsPeers {

    TlsHandshakeRules(BackendTck backend) {
        super(backend);
    }

    private Outcome<AsyncConnection> connect(SSLContext serverContext, TlsOptions client) {
        RawServer server = tlsServer(serverContext);
        acceptAndShakeHands(server);
        return subscribe(runtime().connect(server.address(), with(client)));
    }

    @Test
    void required_spec1001_connectCompletesAfterTheHandshakeAndHasASession() {
        Outcome<AsyncConnection> outcome = connect(TlsFixtures.localhost(), TlsFixtures.client());
        assertThat(outcome.value().tlsSession()).isPresent();
        assertThat(outcome.value().tlsSession().get().getProtocol()).startsWith("TLSv1.");
        assertThat(outcome.core()).isEqualTo(1);
        assertThat(link().connection().tlsSession()).isEmpty();
    }

    @Test
    void required_spec1002_aCertificateThatIsNotTrustedIsRefused() {
        Outcome<AsyncConnection> outcome = connect(TlsFixtures.stranger(), TlsFixtures.client());
        outcome.error(TlsException.class);
        assertThat(outcome.core()).isEqualTo(1);
    }

    @Test
    void required_spec1003_aCertificateForAnotherHostIsRefused() {
        connect(TlsFixtures.named(), TlsFixtures.client()).error(TlsException.class);
    }

    @Test
    void required_spec1004_withoutHostNameCheckItIsAccepted() {
        connect(TlsFixtures.named(), TlsFixtures.client().withoutHostNameCheck())
                .value();
    }

    @Test
    void required_spec1005_withoutHostNameCheckTheCertificateMustBeTrustedNonetheless() {
        connect(TlsFixtures.stranger(), TlsFixtures.client().withoutHostNameCheck())
                .error(TlsException.class);
    }

    @Test
    void required_spec1006_theServerNameOfTheOptionsIsWhatIsChecked() {
        connect(TlsFixtures.named(), TlsFixtures.client().withServerName("plinth.test"))
                .value();
        connect(TlsFixtures.localhost(), TlsFixtures.client().withServerName("plinth.test"))
                .error(TlsException.class);
    }

    @Test
    void required_spec1007_theServerNameOfTheOptionsIsSent() {
        assertThat(namesSent("127.0.0.1", TlsFixtures.client().withServerName("plinth.test"), TlsFixtures.named()))
                .containsExactly("plinth.test");
    }

    @Test
    void required_spec1008_theHostNameIsSent() {
        assertThat(namesSent("localhost", TlsFixtures.client(), TlsFixtures.localhost()))
                .containsExactly("localhost");
    }

    @Test
    void required_spec1009_anAddressIsNotSentAsAName() {
        assertThat(namesSent("127.0.0.1", TlsFixtures.client(), TlsFixtures.localhost()))
                .isEmpty();
    }

    private List<String> namesSent(String host, TlsOptions client, SSLContext serverContext) {
        RawServer server = tlsServer(serverContext);
        CompletableFuture<RawPeer> accepted = acceptAndShakeHands(server);
        get(runtime()
                .connect(
                        InetSocketAddress.createUnresolved(
                                host, server.address().getPort()),
                        with(client)));
        SSLSocket socket = (SSLSocket) get(accepted).socket();
        List<SNIServerName> names = ((ExtendedSSLSession) socket.getSession()).getRequestedServerNames();
        return names.stream().map(name -> ((SNIHostName) name).getAsciiName()).toList();
    }

    @Test
    void required_spec1010_onlyTheProtocolsOfTheOptionsAreSpoken() {
        Outcome<AsyncConnection> outcome =
                connect(TlsFixtures.localhost(), TlsFixtures.client().withProtocols("TLSv1.2"));
        assertThat(outcome.value().tlsSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.2");
    }

    @Test
    void required_spec1011_aPeerThatSpeaksSomethingElseIsATlsException() {
        Outcome<AsyncConnection> outcome = subscribe(runtime().connect(server().address(), with(TlsFixtures.client())));
        RawPeer peer = closeLater(server().accept());
        peer.send("-ERR this is no TLS\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        outcome.error(TlsException.class);
        peer.awaitGone();
    }

    @Test
    void required_spec1012_aPeerThatHangsUpDuringTheHandshakeFailsIt() {
        Outcome<AsyncConnection> outcome = subscribe(runtime().connect(server().address(), with(TlsFixtures.client())));
        RawPeer peer = closeLater(server().accept());
        peer.read(1);
        peer.close();
        outcome.error(TlsException.class);
    }

    @Test
    void required_spec1013_onAcceptIsCalledAfterTheHandshakeOnTheCore() throws Exception {
        CompletableFuture<int[]> cores = new CompletableFuture<>();
        CompletableFuture<AsyncConnection> accepted = new CompletableFuture<>();
        AsyncListener listener = listen(TlsOptions.server(TlsFixtures.localhost()), connection -> {
            cores.complete(new int[] {connection.core(), runtime().currentCore()});
            accepted.complete(connection);
        });
        RawPeer peer = tlsClient(TlsFixtures.client().context(), listener);
        pass(0);
        assertThat(accepted).isNotDone();
        ((SSLSocket) peer.socket()).startHandshake();
        assertThat(get(accepted).tlsSession()).isPresent();
        assertThat(get(cores)[1]).isEqualTo(get(cores)[0]);
    }

    @Test
    void required_spec1014_aHandshakeThatFailsDoesNotReachOnAcceptNorStopTheListener() throws Exception {
        BlockingQueue<AsyncConnection> accepted = new LinkedBlockingQueue<>();
        AsyncListener listener = listen(TlsOptions.server(TlsFixtures.localhost()), accepted::add);
        try (RawPeer plain = RawPeer.connect(listener.localAddress(), patience())) {
            plain.send("GET / HTTP/1.0\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            plain.awaitGone();
        }
        assertThat(accepted).isEmpty();
        ((SSLSocket) tlsClient(TlsFixtures.client().context(), listener).socket()).startHandshake();
        await().until(() -> accepted.size() == 1);
    }

    @Test
    void required_spec1015_aClientWithoutACertificateIsRefusedWhereOneIsRequired() throws IOException {
        BlockingQueue<AsyncConnection> accepted = new LinkedBlockingQueue<>();
        AsyncListener listener =
                listen(TlsOptions.server(TlsFixtures.localhost()).withClientCertificateRequired(), accepted::add);
        RawPeer without = tlsClient(TlsFixtures.client().context(), listener);
        try {
            ((SSLSocket) without.socket()).startHandshake();
        } catch (IOException e) {
            assertThat(e).isNotNull(); // before TLS 1.3 the client learns it here, since then when it reads
        }
        without.awaitGone();
        assertThat(accepted).isEmpty();
        ((SSLSocket) tlsClient(TlsFixtures.clientWithCertificate(), listener).socket()).startHandshake();
        await().until(() -> accepted.size() == 1);
    }

    @Test
    void required_spec1016_theRuntimeTalksTlsToItself() {
        CompletableFuture<AsyncConnection> accepted = new CompletableFuture<>();
        AsyncListener listener = listen(TlsOptions.server(TlsFixtures.localhost()), accepted::complete);
        AsyncConnection near = get(runtime().connect(listener.localAddress(), with(TlsFixtures.client())));
        write(near, Payload.bytes(100_000));
        assertThat(read(get(accepted), 100_000)).isEqualTo(Payload.bytes(100_000));
    }
}
