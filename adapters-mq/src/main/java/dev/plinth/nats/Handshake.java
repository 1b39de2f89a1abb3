package dev.plinth.nats;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectTimeoutException;
import dev.plinth.api.RuntimeClosedException;
import io.nats.client.Options;
import io.nats.client.api.ServerInfo;
import io.nats.client.support.NatsUri;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/** What comes before the first message: INFO, TLS if that is wanted, CONNECT, PING and its answer. On the core. */
final class Handshake {

    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

    private final Engine engine;
    private final NatsUri uri;
    private final AsyncConnection connection;
    private final FrameParser parser;
    private final Session session;
    private final Login login;
    private Disposable timer;
    private boolean loggingIn;

    Handshake(Engine engine, NatsUri uri, AsyncConnection connection, FrameParser parser, Session session) {
        this.engine = engine;
        this.uri = uri;
        this.connection = connection;
        this.parser = parser;
        this.session = session;
        this.login = new Login(engine.options(), uri);
    }

    void start() {
        Duration limit = engine.options().getConnectionTimeout();
        timer = engine.runtime()
                .schedule(
                        engine.core(),
                        limit,
                        () -> session.fail(new ConnectTimeoutException(
                                session.label() + ": connected, but the server did not complete the login within "
                                        + limit.toMillis()
                                        + " ms (connectionTimeout). Is it a NATS server, and not overloaded?")));
    }

    void stop() {
        timer.dispose();
    }

    /** The server's greeting, or what it tells later. */
    void info(String json) {
        if (session.isReady()) {
            session.told(new ServerInfo(json));
        } else {
            login.read(json, this::onCore, this::greeted, session::refused);
        }
    }

    private void onCore(Runnable task) {
        try {
            engine.runtime().execute(engine.core(), task);
        } catch (RuntimeClosedException e) {
            LOG.debug("{}: {}", session.label(), e.getMessage()); // the connection is being closed with it
        }
    }

    private void greeted(ServerInfo info, byte[] connect) {
        if (!session.told(info)) {
            return;
        }
        Options options = engine.options();
        if (options.isTLSRequired() && !options.isTlsFirst()) {
            session.secure(new TlsLayer(engine, connection, uri, parser, () -> logIn(connect), session::refused));
        } else {
            logIn(connect);
        }
    }

    private void logIn(byte[] connect) {
        loggingIn = true;
        session.send(ByteBuffer.wrap(connect));
    }

    /** A PONG; whether it is the one that was waited for, with which the login is complete. */
    boolean pong() {
        if (!loggingIn) {
            return false;
        }
        loggingIn = false;
        stop();
        return true;
    }
}
