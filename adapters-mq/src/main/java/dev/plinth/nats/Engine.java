package dev.plinth.nats;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.PlinthException;
import dev.plinth.api.RuntimeClosedException;
import io.nats.client.Options;
import io.nats.client.api.ServerInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * NATS on one core: what is published is gathered and goes out in one piece per turn ({@link Outgoing}), what arrives is
 * handed on as it is parsed, by callbacks on the core. It outlives its connections.
 */
final class Engine {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final AsyncRuntime runtime;
    private final int core;
    private final Options options;
    private final Counters counters = new Counters();
    private final Outgoing outgoing;
    private final Subs subs;
    private final Requests requests;
    private final Incoming incoming;
    private final Pings pings;
    private final Connector connector;
    private Session session;
    private volatile boolean connected;
    private volatile boolean closed;
    private volatile PlinthException closedError;
    private volatile String label;
    private volatile ServerInfo info = ServerInfo.EMPTY_INFO;
    private volatile int maxPayload = Integer.MAX_VALUE;

    Engine(AsyncRuntime runtime, int core, Options options) {
        this.runtime = runtime;
        this.core = core;
        this.options = options;
        this.outgoing = new Outgoing(this);
        this.subs = new Subs(this);
        this.requests =
                new Requests(this, options.getInboxPrefix(), runtime.config().get(NatsConfig.PENDING_REQUESTS));
        this.incoming = new Incoming(this, subs, requests);
        this.pings = new Pings(this, outgoing);
        this.label = NatsUrls.label(options.getNatsServerUris());
        this.connector = new Connector(this, options);
    }

    // --- Facts, from any thread -------------------------------------------------------------------------------------

    AsyncRuntime runtime() {
        return runtime;
    }

    int core() {
        return core;
    }

    Options options() {
        return options;
    }

    boolean onCore() {
        return runtime.currentCore() == core;
    }

    ServerInfo serverInfo() {
        return info;
    }

    /** The server, or the servers while there is none, for messages. */
    String label() {
        return label;
    }

    boolean isClosed() {
        return closed;
    }

    PlinthException closedError() {
        return closedError;
    }

    /** Whether there is a connection right now; a moment's view, from other threads. */
    boolean isConnected() {
        return connected;
    }

    // --- Its parts --------------------------------------------------------------------------------------------------

    Counters counters() {
        return counters;
    }

    Subs subs() {
        return subs;
    }

    Outgoing outgoing() {
        return outgoing;
    }

    Incoming incoming() {
        return incoming;
    }

    Requests requests() {
        return requests;
    }

    Pings pings() {
        return pings;
    }

    Connector connector() {
        return connector;
    }

    // --- Publishing, from any thread --------------------------------------------------------------------------------

    void publish(String subject, String reply, byte[] headers, byte[] data) {
        check(headers, data);
        outgoing.publish(subject, reply, headers, data, null);
    }

    /** Refuses what cannot be sent. */
    void check(byte[] headers, byte[] data) {
        if (closed) {
            throw closedError;
        }
        int size = data.length + (headers == null ? 0 : headers.length);
        if (size > maxPayload) {
            throw new NatsLimitException("the message has " + size + " bytes with its headers, and " + label
                    + " takes no more than " + maxPayload
                    + " (max_payload): send it in parts, by the object store of jnats, or raise that on the server");
        }
    }

    void subscribe(Sub sub) {
        if (closed) {
            throw closedError;
        }
        outgoing.subscribe(sub);
    }

    void unsubscribe(Sub sub) {
        if (!closed) {
            outgoing.unsubscribe(sub);
        }
    }

    // --- On the core ------------------------------------------------------------------------------------------------

    /** The connection, if there is one that takes more; else null. */
    Session writableSession() {
        return !closed && session != null && session.isReady() && session.isWritable() ? session : null;
    }

    void ready(Session opened) {
        session = opened;
        connected = true;
        label = opened.label();
        info(opened.info());
        FrameBuffer again = new FrameBuffer();
        again.subscribe(requests.inbox(), null, Subs.INBOX);
        outgoing.runArrivals();
        subs.forEach(sub -> again.subscribe(sub.subject(), sub.queue(), sub.sid()));
        opened.send(again.content());
        outgoing.turn();
        outgoing.flushNow(); // first: what subscriptions ask for now needs room
        subs.forEach(Sub::onReconnected);
    }

    void info(ServerInfo changed) {
        info = changed;
        long most = changed.getMaxPayload();
        maxPayload = most > 0 && most < Integer.MAX_VALUE ? (int) most : Integer.MAX_VALUE;
    }

    /** The connection that was in use is gone. */
    void lost(Session ended, PlinthException cause) {
        if (session != ended) {
            return;
        }
        session = null;
        connected = false;
        LOG.warn("{}: the connection was lost ({}); reconnecting", label, cause.getMessage());
        MayHaveArrivedException error = new MayHaveArrivedException(
                "the connection to " + label + " was lost before the server confirmed what was sent", cause);
        pings.fail(outgoing.epoch(), error);
        requests.lost(outgoing.epoch(), cause);
        outgoing.lost();
        subs.forEach(Sub::onLost);
        connector.reconnect();
    }

    void reconnected() {
        counters.add(Counters.RECONNECTS, 1);
        LOG.info("{}: connected again, {} subscriptions restored", label, subs.size());
    }

    // --- The end ----------------------------------------------------------------------------------------------------

    /** From any thread; {@code error} is what later calls get, {@code told} what subscribers get: null for a good end. */
    Mono<Void> close(PlinthException error, Throwable told) {
        return Mono.create(sink -> {
            if (onCore()) {
                close(error, told, sink);
            } else {
                closeInTurn(error, told, sink);
            }
        });
    }

    private void closeInTurn(PlinthException error, Throwable told, MonoSink<Void> sink) {
        try {
            runtime.execute(core, () -> close(error, told, sink));
        } catch (RuntimeClosedException e) {
            end(error, told)
                    .subscribe(null, sink::error, sink::success); // there is no core left that it could race with
        }
    }

    private void close(PlinthException error, Throwable told, MonoSink<Void> sink) {
        if (closed || outgoing.flushLast(session)) {
            end(error, told).subscribe(null, sink::error, sink::success);
        } else {
            closeInTurn(error, told, sink); // behind what is just being put in
        }
    }

    private Mono<Void> end(PlinthException error, Throwable told) {
        if (closed) {
            return Mono.empty();
        }
        Session last = session;
        closedError = error;
        closed = true;
        session = null;
        connected = false;
        connector.stop();
        outgoing.runArrivals();
        requests.closed(error);
        pings.fail(Long.MAX_VALUE, error);
        subs.end(told);
        outgoing.lost();
        return last == null ? Mono.empty() : last.close();
    }
}
