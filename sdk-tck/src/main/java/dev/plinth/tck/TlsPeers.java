package dev.plinth.tck;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncListener;
import dev.plinth.api.ConnectOptions;
import dev.plinth.api.ListenOptions;
import dev.plinth.api.TlsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** What both groups of TLS rules need: servers and clients with TLS, the JDK's and the runtime's. */
abstract class TlsPeers extends Rules {

    TlsPeers(BackendTck backend) {
        super(backend);
    }

    static ConnectOptions with(TlsOptions tls) {
        return ConnectOptions.builder().core(1).tls(tls).build();
    }

    /** A server of the JDK's. */
    final RawServer tlsServer(SSLContext context) {
        try {
            SSLServerSocket socket = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 100, InetAddress.getLoopbackAddress());
            return closeLater(RawServer.of(socket, patience()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Accepts a connection, and goes through its handshake. */
    final CompletableFuture<RawPeer> acceptAndShakeHands(RawServer server) {
        return Background.run(() -> {
            RawPeer peer = closeLater(server.accept());
            ((SSLSocket) peer.socket()).startHandshake();
            return peer;
        });
    }

    /** A client of the JDK's, before its handshake. */
    final RawPeer tlsClient(SSLContext context, AsyncListener listener) {
        try {
            int port = ((InetSocketAddress) listener.localAddress()).getPort();
            return closeLater(new RawPeer(
                    context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port), patience()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server of the runtime's. */
    final AsyncListener listen(TlsOptions tls, Consumer<? super AsyncConnection> onAccept) {
        return get(runtime()
                .listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        ListenOptions.builder().tls(tls).build(),
                        onAccept));
    }

    /** A connection of the runtime's to a server of the JDK's. */
    final Link tlsLink() {
        RawServer server = tlsServer(TlsFixtures.localhost());
        CompletableFuture<RawPeer> accepted = acceptAndShakeHands(server);
        AsyncConnection connection = get(runtime().connect(server.address(), with(TlsFixtures.client())));
        return new Link(connection, get(accepted));
    }
}
