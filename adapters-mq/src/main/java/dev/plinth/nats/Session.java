package dev.plinth.nats;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectTimeoutException;
import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.PlinthException;
import dev.plinth.api.Receiver;
import dev.plinth.api.RuntimeClosedException;
import io.nats.client.Options;
import io.nats.client.api.ServerInfo;
import io.nats.client.support.NatsUri;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * One connection to a server, from its greeting to its end: INFO, TLS if that is wanted, CONNECT and PING, then the
 * engine's messages. On the core.
 */
final class Session implements Receiver, FrameHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private enum State {
        GREETING,
        SECURING,
        LOGIN,
        READY,
        ENDED
    }

    private final Engine engine;
    private final NatsUri uri;
    private final AsyncConnection connection;
    private final FrameParser parser = new FrameParser(this);
    private final Login login;
    private TlsLayer tls;
    private State state = State.GREETING;
    private boolean writable = true;
    private ServerInfo info = ServerInfo.EMPTY_INFO;
    private byte[] connectLine;
    private Disposable timer;
    private int unanswered;
    private String refusal;
    private PlinthException failure;

    Session(Engine engine, NatsUri uri, AsyncConnection connection) {
        this.engine = engine;
        this.uri = uri;
        this.connection = connection;
        this.login = new Login(engine.options(), uri);
    }

    void start() {
        Duration limit = engine.options().getConnectionTimeout();
        timer = engine.runtime()
                .schedule(
                        engine.core(),
                        limit,
                        () -> fail(
                                new ConnectTimeoutException(label() + ": connected, but the server did not complete the"
                                        + " login within " + limit.toMillis()
                                        + " ms (connectionTimeout). Is it a NATS server, and not overloaded?")));
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

    void send(ByteBuffer content) {
        try {
            writable = tls == null ? connection.send(content) : tls.send(content);
        } catch (ConnectionClosedException e) {
            writable = false; // onClosed comes, or has come
        } catch (PlinthException e) {
            fail(e);
        }
    }

    Mono<Void> close() {
        state = State.ENDED;
        stopTimer();
        if (tls != null) {
            tls.close();
        }
        return connection.close();
    }

    private void fail(PlinthException error) {
        if (failure == null) {
            failure = error;
        }
        connection.abort();
    }

    private void stopTimer() {
        if (timer != null) {
            timer.dispose();
            timer = null;
        }
    }

    // --- What arrives -----------------------------------------------------------------------------------------------

    @Override
    public void onReceive(AsyncConnection from, ByteBuffer data) {
        engine.receiving();
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
        engine.received();
    }

    @Override
    public void onWritable(AsyncConnection from) {
        writable = true;
        if (state == State.READY) {
            engine.writableAgain();
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
        stopTimer();
        parser.stop();
        PlinthException error =
                failure != null ? failure : NatsErrors.ended(label(), refusal, cause, before == State.READY);
        if (before == State.READY) {
            engine.lost(this, error);
        } else if (before != State.ENDED) {
            engine.connector().failed(uri, error);
        }
    }

    @Override
    public void onInfo(String json) {
        login.read(json, this::onCore, this::greeted, this::refused);
    }

    private void onCore(Runnable task) {
        try {
            engine.runtime().execute(engine.core(), task);
        } catch (RuntimeClosedException e) {
            LOG.debug("{}: {}", label(), e.getMessage()); // the connection is being closed with it
        }
    }

    private void refused(PlinthException error) {
        if (state != State.ENDED) {
            fail(error);
        }
    }

    private void greeted(ServerInfo greeting, byte[] line) {
        if (state == State.ENDED) {
            return;
        }
        info = greeting;
        engine.connector().learned(greeting);
        if (state == State.READY) { // told while connected: the cluster has changed, or the server is about to stop
            engine.info(greeting);
            if (greeting.isLameDuckMode()) {
                LOG.info("{}: the server is about to stop; the connection will move to another one", label());
            }
            return;
        }
        connectLine = line;
        Options options = engine.options();
        if (options.isTLSRequired() && !options.isTlsFirst()) {
            state = State.SECURING;
            tls = new TlsLayer(engine, connection, uri, parser, this::secured, this::refused);
            tls.start();
        } else {
            secured();
        }
    }

    private void secured() {
        state = State.LOGIN;
        send(ByteBuffer.wrap(connectLine));
    }

    @Override
    public void onPong() {
        if (state == State.LOGIN) {
            stopTimer();
            state = State.READY;
            schedulePing();
            engine.connector().succeeded(uri);
            engine.ready(this);
            return;
        }
        unanswered = 0;
        engine.pong();
    }

    private void schedulePing() {
        Duration interval = engine.options().getPingInterval();
        if (interval.toMillis() > 0) {
            timer = engine.runtime().schedule(engine.core(), interval, this::ping);
        }
    }

    private void ping() {
        int limit = engine.options().getMaxPingsOut();
        if (++unanswered > limit && limit > 0) {
            fail(new PlinthException(label() + ": " + limit + " pings were not answered, one every "
                    + engine.options().getPingInterval().toMillis()
                    + " ms (pingInterval, maxPingsOut): the connection is taken for dead"));
            return;
        }
        engine.probe();
        schedulePing();
    }

    @Override
    public void onPing() {
        engine.ping();
    }

    @Override
    public void onError(String text) {
        String said = text.replace("'", "");
        if (state == State.READY) {
            engine.counters().add(Counters.ERRORS, 1);
            LOG.warn("{}: the server says: {}", label(), said);
        }
        if (refusal == null || state != State.READY) {
            refusal = said;
        }
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
        engine.message(bytes, sid, subject, subjectEnd, reply, replyEnd, payload, data, end);
    }

    static byte[] line(CharSequence connect) {
        return ("CONNECT " + connect + "\r\nPING\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
