package dev.plinth.cli.redis;

import dev.plinth.cli.behaviour.Recorder;
import dev.plinth.cli.behaviour.Transcript;
import dev.plinth.cli.load.CannotRunException;
import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import dev.plinth.cli.load.LiveChannel;
import io.lettuce.core.LettuceVersion;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lettuce as it comes: one shared connection. Which transport it takes depends on the classpath that
 * its JVM was given.
 */
public final class StockLettuce implements Client {

    /** Option: {@code true} adds a FlushConsolidationHandler, by the hook that Lettuce has for it. */
    static final String MERGE_FLUSHES = "mergeFlushes";

    static final String URI = "uri";

    /** Option: how many connections, each a caller's own; else it is the one that all share. */
    static final String CONNECTIONS = "connections";

    private ClientResources resources;
    private RedisClient client;
    private boolean many;
    private StatefulRedisConnection<String, String> connection;

    /** Made by name. */
    public StockLettuce() {}

    @Override
    public List<Line> open(Map<String, String> options) throws CannotRunException {
        if (Boolean.parseBoolean(options.get(MERGE_FLUSHES))) {
            resources = ClientResources.builder()
                    .nettyCustomizer(new FlushMerging())
                    .build();
            client = RedisClient.create(resources, options.get(URI));
        } else {
            client = RedisClient.create(options.get(URI));
        }
        connection = client.connect();
        fill(connection.sync());
        many = options.containsKey(CONNECTIONS);
        if (!many) {
            return List.of(line(connection));
        }
        return ManyConnections.open(Integer.parseInt(options.get(CONNECTIONS)), i -> line(client.connect()));
    }

    private static Line line(StatefulRedisConnection<String, String> connection) {
        return new LettuceLine(connection, LettuceChannel.of(connection).eventLoop());
    }

    static void fill(RedisCommands<String, String> commands) {
        for (String key : Dataset.keys()) {
            commands.set(key, Dataset.VALUE);
        }
    }

    @Override
    public Map<String, String> facts() {
        Channel channel = LettuceChannel.of(connection);
        return Map.of(
                ACTIVE_TRANSPORT,
                LiveChannel.transport(channel),
                "channel",
                channel.getClass().getSimpleName(),
                "pipeline",
                String.join(", ", channel.pipeline().names()),
                "server",
                serverVersion(connection.sync().info("server")),
                "lettuce",
                LettuceVersion.getVersion(),
                "netty",
                Version.identify().containsKey("netty-transport")
                        ? Version.identify().get("netty-transport").artifactVersion()
                        : "?");
    }

    private static String serverVersion(String info) {
        return info.lines()
                .filter(line -> line.startsWith("redis_version:"))
                .map(line ->
                        "Redis " + line.substring("redis_version:".length()).strip())
                .findFirst()
                .orElse("unknown");
    }

    @Override
    public Optional<Transcript> behave() {
        if (many) {
            return Optional.empty(); // its process is weighed, and it must do nothing else
        }
        try (StatefulRedisConnection<byte[], byte[]> first = client.connect(ByteArrayCodec.INSTANCE);
                StatefulRedisConnection<byte[], byte[]> second = client.connect(ByteArrayCodec.INSTANCE);
                StatefulRedisPubSubConnection<String, String> subscriber = client.connectPubSub()) {
            return Optional.of(Recorder.record(new RedisSuite(first, second, subscriber)));
        }
    }

    @Override
    public void close() {
        connection.sync().del(Dataset.keys());
        client.shutdown();
        if (resources != null) {
            resources.shutdown();
        }
    }

    private static final class FlushMerging implements NettyCustomizer {
        @Override
        public void afterChannelInitialized(Channel channel) {
            channel.pipeline().addFirst(new FlushConsolidationHandler(256, true));
        }
    }
}
