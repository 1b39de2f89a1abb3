package dev.plinth.redis;

import dev.plinth.netty.NettyTransport;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ConnectionBuilder;
import io.lettuce.core.ConnectionEvents;
import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.internal.Futures;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.pubsub.PubSubEndpoint;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnectionImpl;
import io.lettuce.core.resource.ClientResources;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Lettuce's client on a runtime. A connection belongs to the core that opens it, or to one in turn
 * when that is none.
 */
final class PlinthRedisClient extends RedisClient {

    private final ClientContext context;
    private final ClientResources ownResources;
    private final ThreadLocal<Integer> chosenCore = new ThreadLocal<>();
    private volatile int bound;

    private PlinthRedisClient(ClientContext context, ClientResources resources, RedisURI uri) {
        super(resources, uri);
        this.context = context;
        this.ownResources = resources;
        ClientOptions.Builder builder = ClientOptions.builder();
        LettuceOptions.defaults(builder, context.options());
        setOptions(builder.build());
    }

    static PlinthRedisClient create(ClientContext context, RedisURI uri) {
        ClientResources.Builder builder = ClientContext.resources(context.runtime(), context.options());
        context.options().resources().accept(builder);
        return new PlinthRedisClient(context, builder.build(), uri);
    }

    /** Opens a connection that belongs to {@code core}, whichever thread this is. */
    <C> ConnectionFuture<C> onCore(int core, Supplier<ConnectionFuture<C>> opening) {
        chosenCore.set(core);
        try {
            return opening.get(); // calls connectionBuilder before it returns
        } finally {
            chosenCore.remove();
        }
    }

    int coreOfCaller() {
        return context.coreOfCaller();
    }

    NettyTransport transport() {
        return context.transport();
    }

    int bound() {
        return bound;
    }

    @Override
    public void setOptions(ClientOptions options) {
        bound = LettuceOptions.bound(options, context.options());
        ClientOptions.Builder builder = options.mutate();
        LettuceOptions.adapt(options, builder, context);
        super.setOptions(builder.build());
    }

    @Override
    protected void connectionBuilder(
            Mono<SocketAddress> address, ConnectionBuilder builder, ConnectionEvents events, RedisURI uri) {
        ChannelSetup.check(uri);
        super.connectionBuilder(address, builder, events, uri);
        Integer chosen = chosenCore.get();
        ChannelSetup.apply(context, builder, uri, chosen != null ? chosen : context.coreOfCaller());
    }

    @Override
    protected <K, V> StatefulRedisConnectionImpl<K, V> newStatefulRedisConnection(
            RedisChannelWriter writer, PushHandler pushHandler, RedisCodec<K, V> codec, Duration timeout) {
        return new PlinthConnection<>(
                bounded(writer), pushHandler, codec, timeout, getOptions().getJsonParser(), context);
    }

    @Override
    protected <K, V> StatefulRedisPubSubConnectionImpl<K, V> newStatefulRedisPubSubConnection(
            PubSubEndpoint<K, V> endpoint, RedisChannelWriter writer, RedisCodec<K, V> codec, Duration timeout) {
        return new PlinthPubSubConnection<>(endpoint, bounded(writer), codec, timeout, context);
    }

    private BoundedWriter bounded(RedisChannelWriter writer) {
        return new BoundedWriter(writer, context, new RequestQueue(bound));
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
