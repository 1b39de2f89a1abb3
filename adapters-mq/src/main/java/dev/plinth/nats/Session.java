package dev.plinth.nats;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.PlinthException;
import dev.plinth.api.Receiver;
import io.nats.client.api.ServerInfo;
import io.nats.client.support.NatsUri;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * One connection to a server, from its greeting to its end: INFO, TLS if that is wanted, CONNECT and PING, then the
 * engine's messages. On the core.
 */
final class Session implements Receiver, FrameHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final byte[] PONG = FrameBuffer.bytes("PONG\r\n");

    private enum State {
        CONNECTING,
        READY,
        ENDED
    }

    private final Engine engine;
    private final NatsUri uri;
    private final AsyncConnection connection;
    private final FrameParser parser = new FrameParser(this);
    private final Handshake handshake;
    private final Incoming incoming;
    private final Outgoing outgoing;
    private final Heartbeat heartbeat;
    private TlsLayer tls;
    private State state = State.CONNECTING;
    private boolean writable = true;
    private ServerInfo info = ServerInfo.EMPTY_INFO;
    private String refusal;
    private PlinthException failure;

    Session(Engine engine, NatsUri uri, AsyncConnection connection) {
        this.engine = engine;
        this.uri = uri;
        this.connection = connection;
        this.handshake = new Handshake(engine, uri, connection, parser, this);
        this.incoming = engine.incoming();
        this.outgoing = engine.outgoing();
        this.heartbeat = new Heartbeat(engine, label(), this::fail);
    }

    void start() {
        handshake.start();
        connection.receive(this);
    }

    String label() {
        return NatsUrls.label(uri);
    }

    ServerInfo info() {
        return info;
    }

    boolean isReady() {
        return state == State.READY;
    }

    boolean isWritable() {
        return writable;
    }

    /** False if the connection is closed, and has taken none of it. */
    boolean send(ByteBuffer content) {
        try {
            writable = tls == null ? connection.send(content) : tls.send(content);
        } catch (ConnectionClosedException e) {
            writable = false; // onClosed comes, or has come
            return tls != null; // which may have sent a part
        } catch (PlinthException e) {
            fail(e);
        }
        return true;
    }

    Mono<Void> close() {
        state = State.ENDED;
        stopTimers();
        try {
            if (tls != null) {
                tls.close();
            }
        } catch (ConnectionClosedException e) {
            LOG.debug("{}: {}", label(), e.getMessage()); // TLS cannot be ended in good order any more
        }
        return connection.close();
    }

    /** Nobody waits for it any more. */
    void abandon() {
        state = State.ENDED;
        stopTimers();
        connection.abort();
    }

    void fail(PlinthException error) {
        if (failure == null) {
            failure = error;
        }
        connection.abort();
    }

    private void stopTimers() {
        handshake.stop();
        heartbeat.stop();
    }

    // --- What arrives -----------------------------------------------------------------------------------------------

    @Override
    public void onReceive(AsyncConnection from, ByteBuffer data) {
        outgoing.receiving();
        try {
            if (tls == null) {
                parser.feed(data);
            } else {
                tls.received(data);
            }
        } catch (IllegalStateException e) {
            fail(new PlinthException(label() + ": " + e.getMessage(), e));
        }
    }

    @Override
    public void onReceiveComplete(AsyncConnection from) {
        outgoing.received();
    }

    @Override
    public void onWritable(AsyncConnection from) {
        writable = true;
        if (state == State.READY) {
            outgoing.flushNow();
        }
    }

    @Override
    public void onEnd(AsyncConnection from) {
        connection.abort(); // NATS knows no half-closed connections
    }

    @Override
    public void onClosed(AsyncConnection from, Throwable cause) {
        State before = state;
        state = State.ENDED;
        writable = false;
        stopTimers();
        parser.stop();
        PlinthException error =
                failure != null ? failure : NatsErrors.ended(label(), refusal, cause, before == State.READY);
        if (before == State.READY) {
            engine.lost(this, error);
        } else if (before != State.ENDED) {
            engine.connector().failed(uri, error, refusal);
        }
    }

    // --- The handshake ----------------------------------------------------------------------------------------------

    @Override
    public void onInfo(String json) {
        handshake.info(json);
    }

    void refused(PlinthException error) {
        if (state != State.ENDED) {
            fail(error);
        }
    }

    /** What a server tells of itself; whether it is the greeting, which wants an answer. */
    boolean told(ServerInfo told) {
        if (state == State.ENDED) {
            return false;
        }
        info = told;
        engine.connector().learned(told);
        if (state == State.CONNECTING) {
            return true;
        }
        engine.info(told); // the cluster has changed, or the server is about to stop
        if (told.isLameDuckMode()) {
            LOG.info("{}: the server is about to stop; the connection will move to another one", label());
        }
        return false;
    }

    void secure(TlsLayer layer) {
        tls = layer;
        layer.start();
    }

    @Override
    public void onPong() {
        if (state == State.CONNECTING && handshake.pong()) {
            state = State.READY;
            heartbeat.start();
            engine.connector().succeeded(uri);
            engine.ready(this);
            return;
        }
        refusal = null; // that was no reason to close
        heartbeat.answered();
        engine.pings().answered();
    }

    @Override
    public void onPing() {
        outgoing.line(PONG);
    }

    @Override
    public void onError(String text) {
        String said = text.replace("'", "");
        if (state == State.READY) {
            engine.counters().add(Counters.ERRORS, 1);
            LOG.warn("{}: the server says: {}", label(), said);
        }
        refusal = said;
    }

    @Override
    public void onMessage(
            byte[] bytes,
            long sid,
            int subject,
            int subjectEnd,
            int reply,
            int replyEnd,
            int payload,
            int data,
            int end) {
        incoming.message(bytes, sid, subject, subjectEnd, reply, replyEnd, payload, data, end);
    }
}
