package dev.plinth.redis;

import dev.plinth.api.AsyncRuntime;
import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.AsyncCloseable;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** Opens an adapter's connections, each on its core and within the connect timeout. */
final class Connector {

    private final AsyncRuntime runtime;
    private final PlinthRedisClient client;
    private final RedisURI uri;
    private final RedisOptions options;

    private Connector(AsyncRuntime runtime, PlinthRedisClient client, RedisURI uri, RedisOptions options) {
        this.runtime = runtime;
        this.client = client;
        this.uri = uri;
        this.options = options;
    }

    static Mono<RedisAdapter> open(AsyncRuntime runtime, RedisURI given, RedisOptions options) {
        RedisURI uri = ClientContext.withTimeout(given, options);
        PlinthRedisClient client = PlinthLettuce.newClient(runtime, uri, options);
        Connector connector = new Connector(runtime, client, uri, options);
        return connector
                .openShared()
                .map(shared -> new RedisAdapter(runtime, client, connector, shared))
                .onErrorResume(error -> connector.giveUp().then(Mono.error(error)))
                .doOnCancel(() -> connector.giveUp().subscribe());
    }

    private Mono<Void> giveUp() {
        return Mono.fromFuture(client::shutdownAsync).onErrorComplete();
    }

    private Mono<SharedConnections> openShared() {
        List<Mono<PlinthConnection<String, String>>> all = new ArrayList<>();
        for (int core = 0; core < runtime.cores(); core++) {
            for (int i = 0; i < options.connectionsPerCore(); i++) {
                all.add(open(core, StringCodec.UTF8).map(Connector::share));
            }
        }
        return Flux.mergeSequential(all, all.size(), 1)
                .collectList()
                .onErrorMap(error -> Exceptions.unwrapMultiple(error).get(0)) // if several failed at once
                .map(list -> new SharedConnections(runtime, list, options.connectionsPerCore()));
    }

    private static PlinthConnection<String, String> share(StatefulRedisConnection<String, String> connection) {
        PlinthConnection<String, String> ours = (PlinthConnection<String, String>) connection;
        ours.share();
        return ours;
    }

    <K, V> Mono<StatefulRedisConnection<K, V>> open(RedisCodec<K, V> codec) {
        return Mono.defer(() -> open(client.coreOfCaller(), codec));
    }

    <K, V> Mono<StatefulRedisConnection<K, V>> open(int core, RedisCodec<K, V> codec) {
        return opening(core, () -> client.connectAsync(codec, uri));
    }

    Mono<StatefulRedisPubSubConnection<String, String>> openPubSub() {
        return Mono.defer(() -> opening(client.coreOfCaller(), () -> client.connectPubSubAsync(StringCodec.UTF8, uri)));
    }

    /**
     * Lettuce makes its objects where it is called, under locks and with classes to be loaded at first:
     * not on a core. The rest, from the channel on, happens on the connection's core.
     */
    private <C extends AsyncCloseable> Mono<C> opening(int core, Supplier<ConnectionFuture<C>> opening) {
        return tellingWhy(Mono.fromCallable(() -> client.onCore(core, opening).toCompletableFuture())
                        .subscribeOn(Schedulers.boundedElastic())
                        .flatMap(Connector::toMono))
                .timeout(
                        runtime.delay(options.connectTimeout()),
                        Mono.error(() -> ConnectErrors.timedOut(
                                uri, options.connectTimeout().toMillis() + " ms", null)))
                .onErrorMap(error -> ConnectErrors.translate(uri, error));
    }

    /**
     * Lettuce looks for its handshake on a thread that may come late: a server that has refused it by then has left
     * nothing there, not even why. It is asked again.
     */
    static <C> Mono<C> tellingWhy(Mono<C> attempt) {
        return attempt.retryWhen(
                Retry.max(3).filter(ConnectErrors::isUntold).onRetryExhaustedThrow((spec, last) -> last.failure()));
    }

    /** What comes after all when nobody waits for it any more is closed. */
    private static <C extends AsyncCloseable> Mono<C> toMono(CompletableFuture<C> future) {
        AtomicBoolean abandoned = new AtomicBoolean();
        return Mono.create(sink -> {
            sink.onCancel(() -> {
                abandoned.set(true);
                future.thenAccept(AsyncCloseable::closeAsync);
            });
            future.whenComplete((connection, error) -> {
                if (error == null) {
                    sink.success(connection);
                } else if (!abandoned.get()) {
                    sink.error(error);
                }
            });
        });
    }

    Map<String, String> info(SharedConnections shared) {
        Map<String, String> info = new LinkedHashMap<>();
        info.put("server", RedisUris.label(uri));
        info.put("backend", runtime.info().backend());
        info.put("transport", client.transport().name());
        info.put("channel", shared.channels());
        info.put("connections", runtime.cores() + " cores x " + options.connectionsPerCore());
        info.put("flush-merging", PipelineSetup.describeMerging());
        info.put("request-queue-size", client.bound() + " per connection");
        info.put("replay", options.replay() ? "what may have run is sent again" : "what may have run fails");
        info.put(
                "reconnect-delay",
                options.reconnectMinDelay().toMillis() + " to "
                        + options.reconnectMaxDelay().toMillis() + " ms, with jitter");
        info.put(
                "command-timeout",
                uri.getTimeout().isZero() ? "none" : uri.getTimeout().toMillis() + " ms");
        info.put("client", "Lettuce " + io.lettuce.core.LettuceVersion.getVersion());
        return info;
    }
}
