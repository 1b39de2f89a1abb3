package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.redis.RedisAdapter;
import dev.plinth.redis.RedisOptions;
import dev.plinth.servers.FaultProxy;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Redis: a command that must not run twice, and one whose answer must be its own. */
final class RedisTrial implements Trial {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final Workload PUSH = Workload.sending(
            "push",
            "Redis, by Lettuce: RPUSH of 500 bytes, and an ECHO of the same behind it; a command fails after "
                    + TIMEOUT.toSeconds() + " s",
            "A command is sent at most once: if it was confirmed, it ran once; if it failed, once or not at all.");

    @Override
    public String adapter() {
        return "redis";
    }

    @Override
    public ServerKind server() {
        return ServerKind.REDIS;
    }

    @Override
    public List<Workload> workloads() {
        return List.of(PUSH);
    }

    @Override
    public Takes takes() {
        return new Takes(1_200, 30, 300, 0);
    }

    @Override
    public TrialServer on(Site site) {
        return new Server(RedisClient.create("redis://" + site.direct()));
    }

    private record Server(RedisClient direct) implements TrialServer {

        @Override
        public String version() {
            try (StatefulRedisConnection<String, String> connection = direct.connect()) {
                return connection
                        .sync()
                        .info("server")
                        .lines()
                        .filter(line -> line.startsWith("redis_version:"))
                        .map(line -> "Redis " + line.substring("redis_version:".length()))
                        .findFirst()
                        .orElse("Redis");
            }
        }

        @Override
        public void prepare(Workload workload, String place) {
            // A list begins with its first element.
        }

        @Override
        public Subject stock(Workload workload, FaultProxy proxy, String place) {
            RedisClient client = RedisClient.create(uri(proxy));
            client.setOptions(ClientOptions.builder()
                    .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
                    .build());
            return subject(client.connect().async(), place, client::shutdown);
        }

        @Override
        public Subject plinth(Workload workload, AsyncRuntime runtime, FaultProxy proxy, String place) {
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
        public Collection<String> stored(Workload workload, String place) {
            try (StatefulRedisConnection<String, String> connection = direct.connect()) {
                return connection.sync().lrange(place, 0, -1);
            }
        }

        @Override
        public void close() {
            direct.shutdown();
        }
    }
}
