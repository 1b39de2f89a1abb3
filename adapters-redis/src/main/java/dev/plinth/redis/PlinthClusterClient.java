package dev.plinth.redis;

import io.lettuce.core.ConnectionBuilder;
import io.lettuce.core.ConnectionEvents;
import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterPushHandler;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.StatefulRedisClusterConnectionImpl;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.internal.Futures;
import io.lettuce.core.json.JsonParser;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.resource.ClientResources;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Lettuce's cluster client on a runtime. Its connections, one to each node, are spread over the cores in turn. */
final class PlinthClusterClient extends RedisClusterClient {

    private final ClientContext context;
    private final ClientResources ownResources;
    private volatile int bound;

    private PlinthClusterClient(ClientContext context, ClientResources resources, Iterable<RedisURI> uris) {
        super(resources, uris);
        this.context = context;
        this.ownResources = resources;
        ClusterClientOptions.Builder builder = ClusterClientOptions.builder();
        LettuceOptions.defaults(builder, context.options());
        setOptions(builder.build());
    }

    static PlinthClusterClient create(ClientContext context, Iterable<RedisURI> uris) {
        uris.forEach(ChannelSetup::check);
        ClientResources.Builder builder = ClientContext.resources(context.runtime(), context.options());
        context.options().resources().accept(builder);
        return new PlinthClusterClient(context, builder.build(), uris);
    }

    @Override
    public void setOptions(ClusterClientOptions options) {
        if (context == null) { // Lettuce's constructor sets some; ours follow
            super.setOptions(options);
            return;
        }
        bound = LettuceOptions.bound(options, context.options());
        ClusterClientOptions.Builder builder = options.mutate();
        LettuceOptions.adapt(options, builder, context);
        super.setOptions(builder.build());
    }

    @Override
    protected void connectionBuilder(
            Mono<SocketAddress> address, ConnectionBuilder builder, ConnectionEvents events, RedisURI uri) {
        super.connectionBuilder(address, builder, events, uri);
        ChannelSetup.apply(context, builder, uri, context.coreInTurn());
    }

    @Override
    protected <K, V> StatefulRedisConnectionImpl<K, V> newStatefulRedisConnection(
            RedisChannelWriter writer,
            PushHandler pushHandler,
            RedisCodec<K, V> codec,
            Duration timeout,
            Supplier<JsonParser> parser) {
        BoundedWriter bounded = new BoundedWriter(writer, context, new RequestQueue(bound));
        return new PlinthConnection<>(bounded, pushHandler, codec, timeout, parser, context);
    }

    @Override
    protected <V, K> StatefulRedisClusterConnectionImpl<K, V> newStatefulRedisClusterConnection(
            RedisChannelWriter writer,
            ClusterPushHandler pushHandler,
            RedisCodec<K, V> codec,
            Duration timeout,
            Supplier<JsonParser> parser) {
        return new PlinthClusterConnection<>(writer, pushHandler, codec, timeout, parser, context);
    }

    @Override
    protected <T> T getConnection(ConnectionFuture<T> future) {
        BlockingCalls.refuseConnectOnCore(context.runtime(), future);
        return super.getConnection(future);
    }

    @Override
    protected <T> T getConnection(CompletableFuture<T> future) {
        BlockingCalls.refuseConnectOnCore(context.runtime(), future);
        return super.getConnection(future);
    }

    @Override
    public void shutdown(long quietPeriod, long timeout, TimeUnit unit) {
        BlockingCalls.refuseOnCore(context.runtime(), "shutdown()", "shutdownAsync()");
        super.shutdown(quietPeriod, timeout, unit);
    }

    @Override
    public CompletableFuture<Void> shutdownAsync(long quietPeriod, long timeout, TimeUnit unit) {
        return super.shutdownAsync(quietPeriod, timeout, unit)
                .thenCompose(any -> Futures.toCompletionStage(ownResources.shutdown(0, 1, TimeUnit.SECONDS)))
                .thenApply(any -> null);
    }
}
