package dev.plinth.redis;

import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.pubsub.PubSubEndpoint;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnectionImpl;
import io.lettuce.core.pubsub.api.sync.RedisPubSubCommands;
import java.time.Duration;

/** Lettuce's pub/sub connection, refusing to block a core. */
final class PlinthPubSubConnection<K, V> extends StatefulRedisPubSubConnectionImpl<K, V> {

    private final ClientContext context;
    private final RedisPubSubCommands<K, V> guardedSync;

    PlinthPubSubConnection(
            PubSubEndpoint<K, V> endpoint,
            RedisChannelWriter writer,
            RedisCodec<K, V> codec,
            Duration timeout,
            ClientContext context) {
        super(endpoint, writer, codec, timeout);
        this.context = context;
        this.guardedSync = BlockingCalls.guard(context.runtime(), super.sync());
    }

    @Override
    public RedisPubSubCommands<K, V> sync() {
        return guardedSync;
    }

    @Override
    public void setTimeout(Duration timeout) {
        super.setTimeout(timeout);
        if (getChannelWriter() instanceof BoundedWriter writer) {
            writer.timeout(timeout);
        }
    }

    @Override
    public void close() {
        BlockingCalls.refuseOnCore(context.runtime(), "close()", "closeAsync()");
        super.close();
    }
}
