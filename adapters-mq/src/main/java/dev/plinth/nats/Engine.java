package dev.plinth.nats;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.PlinthException;
import io.nats.client.Message;
import io.nats.client.Options;
import io.nats.client.api.ServerInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * NATS on one core: what is published is gathered and goes out in one piece per turn, what arrives is handed on as it is
 * parsed, by callbacks on the core. It outlives its connections. Everything is the core's, but {@link Staging}, where
 * other threads put what they publish.
 */
final class Engine {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final byte[] PING = FrameBuffer.bytes("PING\r\n");
    private static final byte[] PONG = FrameBuffer.bytes("PONG\r\n");

    private final AsyncRuntime runtime;
    private final int core;
    private final Options options;
    private final int halfLimit; // of the bytes that wait: with the core, and with others
    private final Counters counters = new Counters();
    private final FrameBuffer own = new FrameBuffer();
    private final Staging staging;
    private final Room room;
    private final MpscUnboundedVarHandleArrayQueue<Runnable> arrivals = new MpscUnboundedVarHandleArrayQueue<>(256);
    private final Turn foreign;
    private final Subs subs;
    private final Requests requests;
    private final Connector connector;
    private final ArrayDeque<Pong> pongs = new ArrayDeque<>();
    private final Runnable flush = this::flushNow;
    private boolean flushing; // a flush is on its way in this turn
    private boolean receiving;
    private long epoch;
    private int backlog; // what others published and the core keeps; read by them as it happens to be
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
        this.halfLimit = Math.max(1, runtime.config().get(NatsConfig.SEND_LIMIT) / 2);
        this.staging = new Staging(halfLimit);
        this.room = new Room(runtime);
        this.foreign = new Turn(runtime, core, this::foreignTurn);
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
        foreign.request();
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
        if (onCore()) {
            if (own.length() > 0 && own.length() + data.length > halfLimit) {
                throw room.refusal(label, connected);
            }
            int before = own.length();
            own.publish(subject, reply, headers, data);
            if (arrival != null) {
                arrival.run();
            }
            if (before == 0) {
                flushSoon();
            }
            return;
        }
        if (arrival != null) {
            arrivals.offer(arrival);
        }
        int waiting = staging.publish(subject, reply, headers, data);
        foreign.request();
        if (waiting < 0) {
            throw room.refusal(label, connected);
        }
        if (waiting + backlog > Room.HIGH) {
            room.await(this);
        }
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
        if (onCore()) {
            own.subscribe(sub.subject(), sub.queue(), sub.sid());
            sub.run();
            flushSoon();
        } else {
            staging.subscribe(sub.subject(), sub.queue(), sub.sid());
            arrivals.offer(sub);
            foreign.request();
        }
    }

    void unsubscribe(Sub sub) {
        if (closed) {
            return;
        }
        if (onCore()) {
            if (subs.remove(sub.sid()) != null) {
                own.unsubscribe(sub.sid());
                flushSoon();
            }
        } else {
            arrivals.offer(() -> subs.remove(sub.sid()));
            staging.unsubscribe(sub.sid());
            foreign.request();
        }
    }

    /** Completes when the server has handled all that was sent before. */
    Mono<Void> flush() {
        return Mono.<Void>create(sink -> onCoreOrFail(sink, () -> {
            takeForeign(own);
            own.line(PING);
            pongs.add(new Pong(sink, epoch));
            flushSoon();
        }));
    }

    /** UNSUB, and what was sent until then is handled. */
    Mono<Void> drain(Sub sub) {
        return Mono.<Void>create(sink -> onCoreOrFail(sink, () -> {
                    own.unsubscribe(sub.sid());
                    own.line(PING);
                    pongs.add(new Pong(sink, epoch));
                    flushSoon();
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
        return room.writable(this);
    }

    RequestMono<Message> request(String subject, byte[] headers, byte[] data, Duration timeout) {
        return new RequestMono<>(requests, subject, headers, data, timeout, false, reply -> reply);
    }

    RequestMono<JetStreamAck> store(String subject, byte[] headers, byte[] data, Duration timeout) {
        return new RequestMono<>(
                requests, subject, headers, data, timeout, true, reply -> JetStreamAck.parse(subject, reply));
    }

    // --- On the core: out -------------------------------------------------------------------------------------------

    long epoch() {
        return epoch;
    }

    /** At the end of what arrived, or behind the tasks that wait: one piece for all of them. */
    private void flushSoon() {
        if (!flushing && !receiving) {
            flushing = true;
            runtime.execute(core, flush);
        }
    }

    private void foreignTurn() {
        if (session == null || !session.isReady() || !session.isWritable()) {
            runArrivals(); // their timeouts count from here
            if (own.length() < halfLimit) {
                takeForeign(own); // so that it keeps its place before what the core publishes from now on
                backlog = own.length();
            }
        }
        flushNow();
    }

    private void runArrivals() {
        for (Runnable arrival; (arrival = arrivals.poll()) != null; ) {
            arrival.run();
        }
    }

    private void flushNow() {
        flushing = false;
        Session to = session;
        if (closed || to == null || !to.isReady() || !to.isWritable()) {
            return;
        }
        if (own.length() > 0) {
            send(to, own);
            epoch++;
        }
        if (to.isWritable()) {
            room.collect();
            FrameBuffer theirs = staging.take();
            if (theirs == null) {
                foreign.request();
            } else {
                runArrivals(); // what belongs to these bytes
                if (theirs.length() > 0) {
                    send(to, theirs);
                    epoch++;
                }
            }
        }
        backlog = 0;
        if (to.isWritable()) {
            room.free();
        }
    }

    private void send(Session to, FrameBuffer frames) {
        counters.add(Counters.MESSAGES_OUT, frames.messages());
        counters.add(Counters.BYTES_OUT, frames.payload());
        ByteBuffer content = frames.content();
        try {
            to.send(content);
        } finally {
            frames.clear();
        }
    }

    /** What others have put in so far, in front of what is put in now. */
    private void takeForeign(FrameBuffer target) {
        FrameBuffer theirs = staging.take();
        if (theirs != null && theirs.length() > 0) {
            runArrivals();
            target.append(theirs);
            theirs.clear();
        }
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
        runArrivals();
        subs.forEach(sub -> again.subscribe(sub.subject(), sub.queue(), sub.sid()));
        opened.send(again.content());
        subs.forEach(Sub::onReconnected);
        foreign.request();
        flushNow();
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
        receiving = true;
    }

    void received() {
        receiving = false;
        if (own.length() > 0) {
            flushNow();
        }
    }

    void ping() {
        own.line(PONG);
    }

    /** For the Session's own pings: nobody waits for these. */
    void probe() {
        own.line(PING);
        pongs.add(new Pong(null, epoch));
        flushSoon();
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
        flushNow();
    }

    /** The connection that was in use is gone. */
    void lost(Session ended, PlinthException cause) {
        if (session != ended) {
            return;
        }
        session = null;
        connected = false;
        receiving = false;
        LOG.warn("{}: the connection was lost ({}); reconnecting", label, cause.getMessage());
        MayHaveArrivedException error = new MayHaveArrivedException(
                "the connection to " + label + " was lost before the server confirmed what was sent", cause);
        failPongs(epoch, error);
        requests.lost(epoch, cause);
        room.collect();
        room.free();
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
        flushNow();
        closedError = error;
        closed = true;
        session = null;
        connected = false;
        connector.stop();
        runArrivals();
        requests.closed(error);
        failPongs(Long.MAX_VALUE, error);
        subs.end(told);
        room.collect();
        room.free();
        return last == null ? Mono.empty() : last.close();
    }

    /** An answer to a PING: who waits for it, or null, and with which batch of bytes the PING goes out. */
    private record Pong(MonoSink<Void> waiting, long epoch) {}
}
