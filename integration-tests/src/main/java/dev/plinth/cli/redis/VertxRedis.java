package dev.plinth.cli.redis;

import dev.plinth.cli.load.Client;
import dev.plinth.cli.load.Line;
import dev.plinth.cli.load.LiveChannel;
import io.netty.channel.Channel;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * vertx-redis-client as its documentation recommends it for throughput: a pipelining connection on
 * each event loop that is used, here one per processor (as with a verticle instance per processor).
 */
public final class VertxRedis implements Client {

    private static final int SECONDS = 10;

    private final List<RedisConnection> connections = new ArrayList<>();
    private Vertx vertx;

    /** Made by name. */
    public VertxRedis() {}

    @Override
    public List<Line> open(Map<String, String> options) throws Exception {
        vertx = Vertx.vertx();
        RedisOptions settings = new RedisOptions().setConnectionString(options.get(StockLettuce.URI));
        if (options.containsKey(StockLettuce.CONNECTIONS)) {
            settings.setMaxPoolSize(Integer.parseInt(options.get(StockLettuce.CONNECTIONS)));
        }
        Redis redis = Redis.createClient(vertx, settings);
        String many = options.get(StockLettuce.CONNECTIONS);
        List<Line> lines =
                many != null ? ManyConnections.open(Integer.parseInt(many), i -> line(redis)) : new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors() && many == null; i++) {
            lines.add(line(redis));
        }
        RedisAPI commands = RedisAPI.api(connections.get(0));
        for (String key : Dataset.keys()) {
            commands.set(List.of(key, Dataset.VALUE)).await(SECONDS, TimeUnit.SECONDS);
        }
        return lines;
    }

    private Line line(Redis redis) throws Exception {
        Context context = vertx.getOrCreateContext(); // from outside: the next event loop
        CompletableFuture<RedisConnection> opened = new CompletableFuture<>();
        context.runOnContext(ignored -> redis.connect().onComplete(opened::complete, opened::completeExceptionally));
        RedisConnection connection = opened.get(SECONDS, TimeUnit.SECONDS);
        connections.add(connection);
        return new VertxLine(context, RedisAPI.api(connection));
    }

    @Override
    public Map<String, String> facts() {
        Channel channel = channel(connections.get(0));
        return Map.of(
                ACTIVE_TRANSPORT,
                LiveChannel.transport(channel),
                "channel",
                channel.getClass().getSimpleName(),
                "vertx",
                String.valueOf(RedisAPI.class.getPackage().getImplementationVersion()));
    }

    private static Channel channel(RedisConnection connection) {
        Object inner = LiveChannel.field(connection, "connection");
        NetSocketInternal socket = (NetSocketInternal) LiveChannel.field(inner, "netSocket");
        return socket.channelHandlerContext().channel();
    }

    @Override
    public void close() throws Exception {
        RedisAPI.api(connections.get(0)).del(List.of(Dataset.keys())).await(SECONDS, TimeUnit.SECONDS);
        vertx.close().await(SECONDS, TimeUnit.SECONDS);
    }

    /** Replies are turned into strings, as Lettuce does. */
    private record VertxLine(Context context, RedisAPI commands) implements Line {

        @Override
        public void execute(Runnable task) {
            context.runOnContext(ignored -> task.run());
        }

        @Override
        public Issuer issuer(String operation, Completion completion) {
            boolean set = Dataset.isSet(operation);
            Completable<Response> done =
                    (reply, error) -> completion.done(error != null ? error : Dataset.check(set, text(reply)));
            return set
                    ? n -> commands.set(List.of(Dataset.key(n), Dataset.VALUE)).onComplete(done)
                    : n -> commands.get(Dataset.key(n)).onComplete(done);
        }

        @Override
        public Caller caller(String operation) {
            boolean set = Dataset.isSet(operation);
            return n -> {
                Response reply = set
                        ? commands.set(List.of(Dataset.key(n), Dataset.VALUE)).await()
                        : commands.get(Dataset.key(n)).await();
                if (Dataset.check(set, text(reply)) instanceof IllegalStateException wrong) {
                    throw wrong;
                }
            };
        }

        private static String text(Response reply) {
            return reply == null ? null : reply.toString();
        }
    }
}
