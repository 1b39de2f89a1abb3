package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.cli.servers.EmbeddedRedis;
import dev.plinth.redis.RedisAdapter;
import dev.plinth.redis.RedisOptions;
import dev.plinth.servers.FaultProxy;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** Redis: a command that must not run twice, and one whose answer must be its own. */
final class RedisTrial implements Trial {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Override
    public String adapter() {
        return "redis";
    }

    @Override
    public String title() {
        return "Redis, by Lettuce: RPUSH of 500 bytes, and an ECHO of the same behind it; a command fails after "
                + TIMEOUT.toSeconds() + " s";
    }

    @Override
    public String promise() {
        return "A command is sent at most once: if it was confirmed, it ran once; if it failed, once or not at all.";
    }

    @Override
    public TrialServer start(int contestants) {
        return new Server(contestants);
    }

    private static final class Server implements TrialServer {

        private final EmbeddedRedis redis = EmbeddedRedis.start("appendonly yes");
        private final RedisClient direct = RedisClient.create(redis.uri());
        private final Proxies proxies;

        Server(int contestants) {
            proxies = new Proxies(contestants, redis.port());
        }

        @Override
        public String description() {
            return direct.connect()
                    .sync()
                    .info("server")
                    .lines()
                    .filter(line -> line.startsWith("redis_version:"))
                    .map(line -> "Redis " + line.substring("redis_version:".length()))
                    .findFirst()
                    .orElse("Redis");
        }

        @Override
        public FaultProxy proxy(int contestant) {
            return proxies.get(contestant);
        }

        @Override
        public void restart() {
            redis.stop();
            redis.startAgain();
        }

        @Override
        public void prepare(String place) {
            // A list begins with its first element.
        }

        @Override
        public Subject stock(FaultProxy proxy, String place) {
            RedisClient client = RedisClient.create(uri(proxy));
            client.setOptions(ClientOptions.builder()
                    .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
                    .build());
            return subject(client.connect().async(), place, client::shutdown);
        }

        @Override
        public Subject plinth(AsyncRuntime runtime, FaultProxy proxy, String place) {
            RedisOptions options =
                    RedisOptions.builder().commandTimeout(TIMEOUT).build();
            RedisAdapter adapter = runtime.blockOn(RedisAdapter.connect(runtime, uri(proxy), options));
            return subject(adapter.connection(0).async(), place, adapter::close);
        }

        private static String uri(FaultProxy proxy) {
            return "redis://127.0.0.1:" + proxy.port();
        }

        private static Subject subject(RedisAsyncCommands<String, String> commands, String place, Runnable close) {
            return new Subject() {
                @Override
                public CompletionStage<String> send(String text) {
                    RedisFuture<Long> pushed = commands.rpush(place, text);
                    return pushed.thenCombine(commands.echo(text), (length, echo) -> echo);
                }

                @Override
                public void close() {
                    close.run();
                }
            };
        }

        @Override
        public Collection<String> stored(String place) {
            return direct.connect().sync().lrange(place, 0, -1);
        }

        @Override
        public void close() {
            direct.shutdown();
            proxies.close();
            redis.close();
        }
    }
}
