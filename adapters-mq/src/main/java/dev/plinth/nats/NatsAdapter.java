package dev.plinth.nats;

import dev.plinth.api.Adapter;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigException;
import dev.plinth.api.ConnectException;
import dev.plinth.api.ConnectTimeoutException;
import dev.plinth.api.TlsException;
import dev.plinth.api.UnresolvedHostException;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.MessageHandler;
import io.nats.client.Options;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * NATS on an {@link AsyncRuntime}: publish, subscribe, request/reply and publishing to JetStream by an engine on one core,
 * and all of jnats' API by {@link #jnats()}, on a connection of its own.
 *
 * <h2>Threading</h2>
 *
 * Every method may be called from any thread, on a core, too; {@link #publish} from a thread that is no core may wait, see
 * there. Handlers, replies and messages come on the adapter's core, which they must not block: use {@code publishOn} for
 * work that waits or takes long.
 *
 * <h2>Connections that are lost</h2>
 *
 * The adapter connects again, to another server where there are several, as the options say, and restores its
 * subscriptions. Meanwhile what is published waits, up to {@link NatsConfig#SEND_LIMIT}. A request whose answer was still
 * awaited fails with {@link MayHaveArrivedException}; nothing is sent twice. Messages that were on their way are lost, as
 * core NATS has it; JetStream's answers tell.
 */
public final class NatsAdapter implements Adapter {

    static final String NAME = "nats";

    private static final byte[] EMPTY = new byte[0];

    private final AsyncRuntime runtime;
    private final Engine engine;
    private final Options options;
    private final JnatsConnection jnats;
    private final Duration timeout;

    private NatsAdapter(AsyncRuntime runtime, Engine engine, Options options) {
        this.runtime = runtime;
        this.engine = engine;
        this.options = options;
        this.jnats = new JnatsConnection(runtime, options);
        this.timeout = runtime.config().get(NatsConfig.REQUEST_TIMEOUT);
    }

    /**
     * Connects; lazy. Signals {@link ConfigException} for an address that is none, {@link ConnectException} (refused by the
     * machine or, with what it said, by the server), {@link ConnectTimeoutException}, {@link UnresolvedHostException},
     * {@link TlsException}.
     *
     * @param url such as {@code nats://user:password@host:4222} or {@code tls://token@host}; several separated by commas
     */
    public static Mono<NatsAdapter> connect(AsyncRuntime runtime, String url) {
        Objects.requireNonNull(runtime, "runtime");
        Objects.requireNonNull(url, "url");
        return Mono.defer(() -> connect(runtime, NatsUrls.parse(url)));
    }

    /**
     * Connects with jnats' options: servers, credentials, TLS, name, timeouts, reconnect, pings, inbox prefix. Those about
     * jnats' own threads, queues and listeners are for {@link #jnats()}. Otherwise as {@link #connect(AsyncRuntime,
     * String)}.
     */
    public static Mono<NatsAdapter> connect(AsyncRuntime runtime, Options.Builder options) {
        Objects.requireNonNull(runtime, "runtime");
        Objects.requireNonNull(options, "options");
        return Mono.defer(() -> {
            Options built = PlinthNats.options(runtime, options);
            NatsUrls.check(built);
            int here = runtime.currentCore();
            int core = here != AsyncRuntime.NO_CORE ? here : NextCore.of(runtime);
            Engine engine = new Engine(runtime, core, built);
            return engine.connector().start().thenReturn(new NatsAdapter(runtime, engine, built));
        });
    }

    /**
     * Publishes a message. It goes out with whatever else is published in the same turn of the core; that nobody listens,
     * or that the connection is lost on the way, is not told. {@code data} may be changed afterwards.
     *
     * <p>A thread that is no core waits here while more than 256 KiB wait to be sent, so that a fast publisher is held up.
     * A core never waits: use {@link #writable()}, or {@link #publish(Publisher)}.
     *
     * @throws NatsLimitException if the message is larger than the server takes, or {@link NatsConfig#SEND_LIMIT} is
     *     exceeded, which also happens while there is no connection
     * @throws NatsClosedException if the adapter is closed
     * @throws IllegalArgumentException if the subject is none
     */
    public void publish(String subject, byte[] data) {
        engine.publish(subject, null, null, data);
    }

    /** Publishes a message; {@code replyTo}, {@code headers} and {@code data} may be null. See {@link #publish(String, byte[])}. */
    public void publish(String subject, String replyTo, Headers headers, byte[] data) {
        engine.publish(subject, replyTo, bytes(headers), data == null ? EMPTY : data);
    }

    /** Publishes a message of jnats. See {@link #publish(String, byte[])}. */
    public void publish(Message message) {
        publish(message.getSubject(), message.getReplyTo(), message.getHeaders(), message.getData());
    }

    /** Publishes all of {@code messages}, asking for more as they go out; completes when the last was handed over. */
    public Mono<Void> publish(Publisher<? extends Message> messages) {
        return new PublishAll(engine.outgoing(), this::publish, messages);
    }

    /** Completes when what was published so far has been handed to the transport, which has room for more. */
    public Mono<Void> writable() {
        return engine.outgoing().writable();
    }

    /** Completes when the server has received what was published so far. */
    public Mono<Void> flush() {
        return engine.pings().flush();
    }

    /** A request, with the timeout of {@link NatsConfig#REQUEST_TIMEOUT}. */
    public Mono<Message> request(String subject, byte[] data) {
        return request(subject, null, data, timeout);
    }

    /**
     * Sends a request with each subscription, and signals its first reply. All replies of an adapter share one
     * subscription at the server, and their {@code getSubject()} is empty.
     *
     * <p>Signals {@link RequestTimeoutException}, {@link NoRespondersException} (at once, if nobody listens), {@link
     * MayHaveArrivedException} if the connection is lost meanwhile, {@link NatsLimitException}, {@link
     * NatsClosedException}.
     *
     * @param headers or null
     * @param timeout how long to wait for the reply; zero: without limit
     * @throws IllegalArgumentException if the timeout is negative
     */
    public Mono<Message> request(String subject, Headers headers, byte[] data, Duration timeout) {
        return engine.requests().request(subject, bytes(headers), data == null ? EMPTY : data, timeout);
    }

    /** Answers a request; one that wants no answer gets none. */
    public void reply(Message request, byte[] data) {
        if (request.getReplyTo() != null) {
            publish(request.getReplyTo(), data);
        }
    }

    /** A message for a JetStream stream; see {@link #store(String, Headers, byte[], Duration)}. */
    public Mono<JetStreamAck> store(String subject, byte[] data) {
        return store(subject, null, data, timeout);
    }

    /**
     * Publishes to JetStream with each subscription, and signals once the message is stored. Signals what {@link #request}
     * does, and a {@code PlinthException} with JetStream's own as its cause if the stream refuses it.
     *
     * @param headers or null; {@code Nats-Msg-Id} (against duplicates) and {@code Nats-Expected-…} mean what they mean to
     *     JetStream
     */
    public Mono<JetStreamAck> store(String subject, Headers headers, byte[] data, Duration timeout) {
        return engine.requests().store(subject, bytes(headers), data == null ? EMPTY : data, timeout);
    }

    /** The messages on a subject; see {@link #subscribe(String, String)}. */
    public Flux<Message> subscribe(String subject) {
        return subscribe(subject, (String) null);
    }

    /**
     * The messages on a subject, for each subscriber anew, as it asks for them. Core NATS cannot hold a publisher back: up
     * to {@link NatsConfig#PENDING_MESSAGES} messages and {@link NatsConfig#PENDING_BYTES} wait for a slow subscriber, and
     * beyond that the newest are dropped, which is logged and counted ({@link NatsStats#dropped()}). Completes when the
     * adapter is drained or shut down, fails with {@link NatsClosedException} if it gives up reconnecting.
     *
     * @param queue the queue group, whose members share the messages; or null
     */
    public Flux<Message> subscribe(String subject, String queue) {
        return new SubFlux<>(engine, actual -> new FluxSub(engine, subject, queue, actual));
    }

    /**
     * The messages of a JetStream pull consumer, which must exist ({@link #jnats()} makes one), for each subscriber anew: as
     * many as it asks for are asked of the server, so that none waits here and none is dropped. Acknowledge each ({@code
     * ack()}, {@code nak()}, …), or the server delivers it again. Goes on over reconnects; fails if there is no such
     * consumer, or it is deleted.
     */
    public Flux<Message> consume(String stream, String consumer) {
        // Asked before: a server leaves requests for messages of a consumer that is not there unanswered.
        return request(PullSub.infoSubject(stream, consumer), EMPTY)
                .doOnNext(info -> PullSub.check(engine, stream, consumer, info))
                .flatMapMany(
                        info -> new SubFlux<>(engine, actual -> new PullSub(engine, stream, consumer, info, actual)));
    }

    /** {@link #subscribe(String, String, MessageHandler)} without a queue group. */
    public NatsSubscription subscribe(String subject, MessageHandler handler) {
        return subscribe(subject, null, handler);
    }

    /**
     * Has a handler called for each message on a subject, on the core, as the message is parsed: the shortest way there is.
     * Nothing waits, so nothing is dropped. What the handler throws is logged and counted.
     *
     * @param queue the queue group, or null
     * @throws NatsClosedException if the adapter is closed
     * @throws IllegalArgumentException if the subject is none
     */
    public NatsSubscription subscribe(String subject, String queue, MessageHandler handler) {
        HandlerSub sub = new HandlerSub(engine, subject, queue, Objects.requireNonNull(handler, "handler"));
        engine.subscribe(sub);
        return sub;
    }

    /**
     * jnats' own connection with the same options, on the same runtime, for everything else: JetStream's management and
     * consumers, key-value and object store. Opened when first asked for, and closed with the adapter. It is jnats': its
     * calls wait, and its handlers run on threads of their own ({@link PlinthNats}); do not make such calls on a core.
     */
    public Mono<Connection> jnats() {
        return jnats.get();
    }

    /** What this adapter's own connection has done; {@link #jnats()} counts for itself. */
    public NatsStats stats() {
        return engine.counters().snapshot();
    }

    /**
     * Ends it in good order: subscriptions are ended, what was sent to them until then is handled, what was published
     * reaches the server, and then it is shut down. While there is no connection it waits for one, as long as the options
     * say: put a {@code timeout} on it, and shut down after that. Signals {@link MayHaveArrivedException} if the
     * connection is lost meanwhile; it is shut down all the same.
     */
    public Mono<Void> drain() {
        return Drain.of(engine)
                .onErrorResume(MayHaveArrivedException.class, lost -> shutdown().then(Mono.error(lost)))
                .then(shutdown());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AsyncRuntime runtime() {
        return runtime;
    }

    @Override
    public Map<String, String> info() {
        return NatsInfo.of(engine, options, jnats);
    }

    /** Closes both connections: requests that wait fail, subscriptions complete. What was published still goes out. */
    @Override
    public Mono<Void> shutdown() {
        return engine.close(new NatsClosedException("the NATS adapter for " + engine.label() + " was closed"), null)
                .then(jnats.close());
    }

    private static byte[] bytes(Headers headers) {
        return headers == null || headers.isEmpty() ? null : headers.getSerialized();
    }
}
