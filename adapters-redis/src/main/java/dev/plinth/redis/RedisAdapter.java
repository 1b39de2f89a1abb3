package dev.plinth.redis;

import dev.plinth.api.Adapter;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConfigException;
import dev.plinth.api.ConnectException;
import dev.plinth.api.ConnectTimeoutException;
import dev.plinth.api.TlsException;
import dev.plinth.api.UnresolvedHostException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Redis on a runtime, by Lettuce: shared connections on every core, and more on demand.
 *
 * <h2>Threading</h2>
 *
 * Callable from any thread. {@link #connection()} is the one of the calling core, so that a command
 * is written and its answer delivered with no hop between threads; from outside the cores it is one
 * in turn. Completions come on the core that owns the connection: do not block there. {@link
 * #sync()} and whatever else waits throw {@link IllegalStateException} on a core.
 *
 * <h2>Shared connections</h2>
 *
 * Commands that change a connection or hold it up (MULTI, WATCH, SELECT, MONITOR, BLPOP and its
 * kin) are refused on the shared ones: open one of your own ({@link #openConnection}).
 *
 * <h2>Errors</h2>
 *
 * Futures and publishers fail with Lettuce's {@code RedisException}s, among them ours: {@link
 * RequestQueueFullException}, {@link CommandMayHaveRunException}, {@link TransactionLostException}.
 * Opening fails with {@link ConnectException} and its kin.
 */
public final class RedisAdapter implements Adapter {

    static final String NAME = "redis";

    private final AsyncRuntime runtime;
    private final PlinthRedisClient client;
    private final SharedConnections shared;
    private final Connector connector;
    private final Mono<Void> shutdown;

    RedisAdapter(AsyncRuntime runtime, PlinthRedisClient client, Connector connector, SharedConnections shared) {
        this.runtime = runtime;
        this.client = client;
        this.connector = connector;
        this.shared = shared;
        this.shutdown = Mono.fromFuture(client::shutdownAsync).cache();
    }

    /**
     * Opens the shared connections, with the options that the runtime's configuration, system
     * properties and environment give ({@link RedisConfig}). Lazy: each subscription opens an adapter.
     *
     * <p>Signals {@link ConfigException} (the URI cannot be used), {@link ConnectException} (refused,
     * unreachable, login refused), {@link UnresolvedHostException}, {@link TlsException}, {@link
     * ConnectTimeoutException}.
     *
     * @param uri {@code redis://[[user:]password@]host[:port][/database][?timeout=5s]}; {@code
     *     rediss://} for TLS, {@code redis-sentinel://host1,host2#master} for Sentinel
     */
    public static Mono<RedisAdapter> connect(AsyncRuntime runtime, String uri) {
        return connect(runtime, uri, null);
    }

    /** {@link #connect(AsyncRuntime, String)} with options; null for the default ones. */
    public static Mono<RedisAdapter> connect(AsyncRuntime runtime, String uri, RedisOptions options) {
        Objects.requireNonNull(runtime, "runtime");
        Objects.requireNonNull(uri, "uri");
        return Mono.defer(() -> Connector.open(
                runtime, RedisUris.parse(uri), options != null ? options : PlinthLettuce.options(runtime)));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public AsyncRuntime runtime() {
        return runtime;
    }

    /** The calling core's shared connection, or one in turn when called from outside. Not to be closed. */
    public StatefulRedisConnection<String, String> connection() {
        return shared.ofCaller();
    }

    /**
     * The shared connection of a core.
     *
     * @throws IndexOutOfBoundsException if there is no such core
     */
    public StatefulRedisConnection<String, String> connection(int core) {
        return shared.of(core);
    }

    /** {@code connection().async()}. */
    public RedisAsyncCommands<String, String> async() {
        return connection().async();
    }

    /** {@code connection().reactive()}. */
    public RedisReactiveCommands<String, String> reactive() {
        return connection().reactive();
    }

    /**
     * {@code connection().sync()}.
     *
     * @throws IllegalStateException when called on a core
     */
    public RedisCommands<String, String> sync() {
        BlockingCalls.refuseOnCore(runtime, "sync()", "async() or reactive()");
        return connection().sync();
    }

    /**
     * Opens a connection of the caller's own, for transactions and blocking commands, on the core that
     * subscribes or on one in turn. Close it with {@code closeAsync()}.
     */
    public <K, V> Mono<StatefulRedisConnection<K, V>> openConnection(RedisCodec<K, V> codec) {
        return connector.open(codec);
    }

    /**
     * {@link #openConnection(RedisCodec)} on a given core.
     *
     * @throws IndexOutOfBoundsException if there is no such core
     */
    public <K, V> Mono<StatefulRedisConnection<K, V>> openConnection(int core, RedisCodec<K, V> codec) {
        return connector.open(Objects.checkIndex(core, runtime.cores()), codec);
    }

    /** Opens a connection to subscribe with, on the core that subscribes to the Mono or on one in turn. */
    public Mono<StatefulRedisPubSubConnection<String, String>> openPubSub() {
        return connector.openPubSub();
    }

    /** Lettuce's client: its connections are on this runtime, too ({@link PlinthLettuce}). */
    public RedisClient client() {
        return client;
    }

    @Override
    public Map<String, String> info() {
        return connector.info(shared);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Adapter.firstOf(type, this, client);
    }

    /** Closes all connections, the caller's own included; commands that wait fail. */
    @Override
    public Mono<Void> shutdown() {
        return shutdown;
    }

    @Override
    public String toString() {
        return "RedisAdapter" + info();
    }
}
