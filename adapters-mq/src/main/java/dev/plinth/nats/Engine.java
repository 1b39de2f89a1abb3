package dev.plinth.nats;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.PlinthException;
import io.nats.client.Message;
import io.nats.client.Options;
import io.nats.client.api.ServerInfo;
import java.time.Duration;
import java.util.ArrayDeque;
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
    private static final byte[] PING = FrameBuffer.bytes("PING\r\n");
    private static final byte[] PONG = FrameBuffer.bytes("PONG\r\n");

    private final AsyncRuntime runtime;
    private final int core;
    private final Options options;
    private final Counters counters = new Counters();
    private final Outgoing outgoing;
    private final Subs subs;
    private final Requests requests;
    private final Connector connector;
    private final ArrayDeque<Pong> pongs = new ArrayDeque<>();
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

    Counters counters() {
        return counters;
    }

    Subs subs() {
        return subs;
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

    /** Has the core send what waits. */
    void turn() {
        outgoing.turn();
    }

    Connector connector() {
        return connector;
    }

    // --- Publishing, from any thread --------------------------------------------------------------------------------

    void publish(String subject, String reply, byte[] headers, byte[] data) {
        publish(subject, reply, headers, data, null);
    }

    /** {@code arrival}, if there is one, runs on the core before the bytes go out. */
    void publish(String subject, String reply, byte[] headers, byte[] data, Runnable arrival) {
        check(headers, data);
        outgoing.publish(subject, reply, headers, data, arrival);
    }

    private void check(byte[] headers, byte[] data) {
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

    /** Completes when the server has handled all that was sent before. */
    Mono<Void> flush() {
        return Mono.<Void>create(sink -> onCoreOrFail(sink, () -> {
            outgoing.takeForeign();
            ping(sink);
        }));
    }

    /** UNSUB, and what was sent until then is handled. */
    Mono<Void> drain(Sub sub) {
        return Mono.<Void>create(sink -> onCoreOrFail(sink, () -> {
                    outgoing.end(sub);
                    ping(sink);
                }))
                .doOnSuccess(done -> {
                    subs.remove(sub.sid());
                    sub.onEnd(null);
                });
    }

    private void onCoreOrFail(MonoSink<Void> sink, Runnable task) {
        Runnable guarded = () -> {
            if (closed) {
                sink.error(closedError);
            } else {
                task.run();
            }
        };
        if (onCore()) {
            guarded.run();
        } else {
            runtime.execute(core, guarded);
        }
    }

    Mono<Void> writable() {
        return outgoing.writable();
    }

    RequestMono<Message> request(String subject, byte[] headers, byte[] data, Duration timeout) {
        return new RequestMono<>(requests, subject, headers, data, timeout, false, reply -> reply);
    }

    RequestMono<JetStreamAck> store(String subject, byte[] headers, byte[] data, Duration timeout) {
        return new RequestMono<>(
                requests, subject, headers, data, timeout, true, reply -> JetStreamAck.parse(subject, reply));
    }

    // --- On the core -----------------------------------------------------------------------------------------------

    long epoch() {
        return outgoing.epoch();
    }

    /** The connection, if there is one that takes more; else null. */
    Session writableSession() {
        return !closed && session != null && session.isReady() && session.isWritable() ? session : null;
    }

    /** A PING; {@code waiting}, unless null, is told of its answer. */
    private void ping(MonoSink<Void> waiting) {
        pongs.add(new Pong(waiting, outgoing.epoch()));
        outgoing.line(PING);
    }

    // --- On the core: what the connection tells ---------------------------------------------------------------------

    void ready(Session opened) {
        session = opened;
        connected = true;
        label = opened.label();
        info = opened.info();
        maxPayload =
                (int) Math.min(Integer.MAX_VALUE, info.getMaxPayload() > 0 ? info.getMaxPayload() : Integer.MAX_VALUE);
        FrameBuffer again = new FrameBuffer();
        again.subscribe(requests.inbox(), null, Subs.INBOX);
        outgoing.runArrivals();
        subs.forEach(sub -> again.subscribe(sub.subject(), sub.queue(), sub.sid()));
        opened.send(again.content());
        subs.forEach(Sub::onReconnected);
        outgoing.turn();
        outgoing.flushNow();
    }

    void info(ServerInfo changed) {
        info = changed;
        maxPayload = (int) Math.min(Integer.MAX_VALUE, changed.getMaxPayload());
    }

    void message(
            byte[] bytes,
            long sid,
            int subject,
            int subjectEnd,
            int reply,
            int replyEnd,
            int payload,
            int data,
            int end) {
        counters.add(Counters.MESSAGES_IN, 1);
        counters.add(Counters.BYTES_IN, end - payload);
        if (sid == Subs.INBOX) {
            ReceivedMessage answer = new ReceivedMessage(
                    this,
                    "",
                    reply == replyEnd
                            ? null
                            : new String(bytes, reply, replyEnd - reply, java.nio.charset.StandardCharsets.UTF_8),
                    payload == data ? null : Sub.slice(bytes, payload, data),
                    Sub.slice(bytes, data, end));
            requests.answer(requests.token(bytes, subject, subjectEnd), answer);
            return;
        }
        Sub sub = subs.get(sid);
        if (sub != null) {
            sub.deliver(bytes, subject, subjectEnd, reply, replyEnd, payload, data, end);
        }
    }

    void receiving() {
        outgoing.receiving();
    }

    void received() {
        outgoing.received();
    }

    void ping() {
        outgoing.line(PONG);
    }

    /** For the Session's own pings: nobody waits for these. */
    void probe() {
        ping(null);
    }

    void pong() {
        Pong next = pongs.poll();
        if (next != null && next.waiting() != null) {
            next.waiting().success();
        }
    }

    /** Those whose PING went out before; the others' is still to go. */
    private void failPongs(long sentBefore, Throwable error) {
        while (!pongs.isEmpty() && pongs.peek().epoch() < sentBefore) {
            Pong next = pongs.poll();
            if (next.waiting() != null) {
                next.waiting().error(error);
            }
        }
    }

    void writableAgain() {
        outgoing.flushNow();
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
        failPongs(outgoing.epoch(), error);
        requests.lost(outgoing.epoch(), cause);
        outgoing.lost();
        connector.reconnect();
    }

    void reconnected() {
        counters.add(Counters.RECONNECTS, 1);
        LOG.info("{}: connected again, {} subscriptions restored", label, subs.size());
    }

    // --- The end ----------------------------------------------------------------------------------------------------

    /** From any thread; {@code error} is what later calls get, {@code told} what subscribers get: null for a good end. */
    Mono<Void> close(PlinthException error, Throwable told) {
        return Mono.<Void>create(sink -> {
            Runnable task = () -> end(error, told).subscribe(null, sink::error, sink::success);
            if (onCore()) {
                task.run();
            } else {
                runtime.execute(core, task);
            }
        });
    }

    private Mono<Void> end(PlinthException error, Throwable told) {
        if (closed) {
            return Mono.empty();
        }
        Session last = session;
        outgoing.flushNow();
        closedError = error;
        closed = true;
        session = null;
        connected = false;
        connector.stop();
        outgoing.runArrivals();
        requests.closed(error);
        failPongs(Long.MAX_VALUE, error);
        subs.end(told);
        outgoing.lost();
        return last == null ? Mono.empty() : last.close();
    }

    /** An answer to a PING: who waits for it, or null, and with which batch of bytes the PING goes out. */
    private record Pong(MonoSink<Void> waiting, long epoch) {}
}
