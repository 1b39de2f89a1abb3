package dev.plinth.redis;

import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.cluster.ClusterPushHandler;
import io.lettuce.core.cluster.StatefulRedisClusterConnectionImpl;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.json.JsonParser;
import java.time.Duration;
import java.util.function.Supplier;

/** Lettuce's cluster connection, refusing to block a core. */
final class PlinthClusterConnection<K, V> extends StatefulRedisClusterConnectionImpl<K, V> {

    private final ClientContext context;
    private final RedisAdvancedClusterCommands<K, V> guardedSync;

    PlinthClusterConnection(
            RedisChannelWriter writer,
            ClusterPushHandler pushHandler,
            RedisCodec<K, V> codec,
            Duration timeout,
            Supplier<JsonParser> parser,
            ClientContext context) {
        super(writer, pushHandler, codec, timeout, parser);
        this.context = context;
        this.guardedSync = BlockingCalls.guard(context.runtime(), super.sync());
    }

    @Override
    public RedisAdvancedClusterCommands<K, V> sync() {
        return guardedSync;
    }

    @Override
    public void close() {
        BlockingCalls.refuseOnCore(context.runtime(), "close()", "closeAsync()");
        super.close();
    }
}
