package dev.plinth.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectException;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ConnectTimeoutException;
import dev.plinth.api.TlsOptions;
import dev.plinth.api.UnresolvedHostException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** 4xx, second half: connecting where it fails or is given up. */
abstract class ConnectFailureRules extends Rules {

    /** Connections that fill any backlog of 1: those beyond it are never answered. */
    private static final int MORE_THAN_THE_BACKLOG = 10;

    ConnectFailureRules(BackendTck backend) {
        super(backend);
    }

    private SocketAddress refused() {
        RawServer closed = RawServer.open(patience());
        closed.close();
        return closed.address();
    }

    /** A server that has all the connections it takes, so that the kernel lets further ones wait. */
    private RawServer full() throws IOException {
        RawServer server = closeLater(RawServer.open(1, patience()));
        for (int i = 0; i < MORE_THAN_THE_BACKLOG; i++) {
            SocketChannel channel = closeLater(SocketChannel.open());
            channel.configureBlocking(false);
            channel.connect(server.address());
        }
        return server;
    }

    private static ConnectOptions.Builder timeout(int millis) {
        return ConnectOptions.builder().core(1).connectTimeout(Duration.ofMillis(millis));
    }

    @Test
    void required_spec451_refusedIsAConnectException() {
        Outcome<AsyncConnection> outcome = subscribe(
                runtime().connect(refused(), ConnectOptions.builder().core(1).build()));
        outcome.error(ConnectException.class);
        assertThat(outcome.core()).isEqualTo(1);
    }

    @Test
    void required_spec452_noAnswerIsAConnectTimeoutException() throws IOException {
        Outcome<AsyncConnection> outcome =
                subscribe(runtime().connect(full().address(), timeout(300).build()));
        outcome.error(ConnectTimeoutException.class);
        assertThat(outcome.core()).isEqualTo(1);
    }

    @Test
    void required_spec453_aHandshakeWithoutAnswerIsAConnectTimeoutException() {
        ConnectOptions options = timeout(300).tls(TlsOptions.client()).build();
        Outcome<AsyncConnection> outcome = subscribe(runtime().connect(server().address(), options));
        RawPeer silent = closeLater(server().accept());
        outcome.error(ConnectTimeoutException.class);
        assertThat(outcome.core()).isEqualTo(1);
        silent.awaitGone();
    }

    @Test
    void required_spec454_aNameThatDoesNotExistIsAnUnresolvedHostException() {
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("does-not-exist.invalid", 80);
        Outcome<AsyncConnection> outcome = subscribe(
                runtime().connect(nowhere, ConnectOptions.builder().core(1).build()));
        assertThat(outcome.error(UnresolvedHostException.class)).hasMessageContaining("does-not-exist.invalid");
        assertThat(outcome.core()).isEqualTo(1);
    }

    @Test
    void required_spec455_anAddressOfAKindItDoesNotKnowIsAnUnsupportedOperation() {
        SocketAddress unknown = new SocketAddress() {
            private static final long serialVersionUID = 1L;
        };
        failure(
                Mono.defer(() -> runtime().connect(unknown, ConnectOptions.defaults())),
                UnsupportedOperationException.class);
    }

    @Test
    void required_spec456_aCoreThatDoesNotExistIsRefused() {
        ConnectOptions options =
                ConnectOptions.builder().core(runtime().cores()).build();
        failure(Mono.defer(() -> runtime().connect(server().address(), options)), IndexOutOfBoundsException.class);
    }

    @Test
    void required_spec457_cancellingDuringTheHandshakeClosesTheSocket() {
        ConnectOptions options =
                ConnectOptions.builder().tls(TlsOptions.client()).build();
        Outcome<AsyncConnection> outcome = subscribe(runtime().connect(server().address(), options));
        RawPeer peer = closeLater(server().accept());
        assertThat(peer.read(1)).isNotEmpty(); // the handshake has begun
        outcome.cancel();
        peer.awaitGone();
        assertThat(outcome.isTerminated()).isFalse();
    }

    @Test
    void required_spec458_cancellingAtAnyTimeLeavesNoSocketOpen() {
        int count = 50;
        CompletableFuture<Void> allGone = Background.run(() -> {
            // A connection that was cancelled early may never arrive; those that do must end.
            for (RawPeer peer = server().accept(); !lastOne(peer); peer = server().accept()) {
                peer.close();
            }
            return null;
        });
        for (int i = 0; i < count; i++) {
            // What arrives in spite of it, since the two crossed, is the subscriber's to close.
            Outcome<AsyncConnection> outcome = subscribe(runtime()
                    .connect(server().address(), ConnectOptions.defaults())
                    .doOnNext(AsyncConnection::abort));
            for (int turn = i * 2_000; turn > 0; turn--) {
                Thread.onSpinWait(); // each time a little later
            }
            outcome.cancel();
        }
        try (RawPeer last = RawPeer.connect(server().address(), patience())) {
            last.send((byte) 1);
            get(allGone);
        }
    }

    /** Waits for the end of a connection; the one that the test itself opened says so with a byte. */
    private static boolean lastOne(RawPeer peer) throws IOException {
        try {
            return peer.socket().getInputStream().read() == 1;
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("a connection whose opening was cancelled stays open", e);
        } catch (IOException e) {
            return false; // a reset: gone, too
        }
    }

    @Test
    void required_spec459_aCoreGoesOnAfterFailures() {
        SocketAddress refused = refused();
        for (int i = 0; i < 100; i++) {
            failure(runtime().connect(refused, ConnectOptions.builder().core(1).build()), ConnectException.class);
        }
        pass(1);
    }
}
