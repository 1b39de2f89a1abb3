package dev.plinth.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.redis.PlinthLettuce;
import dev.plinth.redis.RedisAdapter;
import dev.plinth.redis.RedisConfig;
import dev.plinth.redis.RedisOptions;
import dev.plinth.redis.RequestQueueFullException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that has Lettuce code of its own takes its client from Plinth, and the rest stays as it is. */
class ExistingServiceTest extends RedisSuite {

    private RedisClient client;

    @BeforeEach
    void createClient() {
        client = PlinthLettuce.redisClient(runtime, redis.uri());
    }

    @AfterEach
    void shutDownClient() {
        client.shutdown();
    }

    @Test
    void everyApi() throws Exception {
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            assertThat(connection.sync().set("k", "v")).isEqualTo("OK");
            assertThat(get(connection.async().get("k"))).isEqualTo("v");
            assertThat(connection.reactive().get("k").block(PATIENCE)).isEqualTo("v");
            connection.sync().multi(); // its own connection: nothing is refused
            connection.sync().incr("n");
            assertThat(connection.sync().exec().<Long>get(0)).isEqualTo(1);
        }
        assertThat(client.connectPubSub().sync().ping()).isEqualTo("PONG");
    }

    @Test
    void aConnectionOpenedOnACoreStaysThere() throws Exception {
        for (int core = 0; core < CORES; core++) {
            StatefulRedisConnection<String, String> connection = get(onCore(
                    core,
                    () -> client.connectAsync(StringCodec.UTF8, RedisURI.create(redis.uri()))
                            .toCompletableFuture()));
            CompletableFuture<Integer> answeredOn = onCore(
                    core,
                    () -> connection
                            .async()
                            .ping()
                            .thenApply(any -> runtime.currentCore())
                            .toCompletableFuture());
            assertThat(get(answeredOn)).isEqualTo(core);
        }
    }

    @Test
    void itsOwnClientOptionsHold() throws Exception {
        client.setOptions(ClientOptions.builder().requestQueueSize(3).build());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            List<RedisFuture<?>> sent = new ArrayList<>();
            connection.async().blpop(0, "list");
            for (int i = 0; i < 20; i++) {
                sent.add(connection.async().ping());
            }
            assertThatThrownBy(() -> get(sent.get(19))).hasCauseInstanceOf(RequestQueueFullException.class);
            adapter.sync().rpush("list", "x");
            get(sent.get(0));
        }
    }

    @Test
    void itsOwnResourcesHold() {
        List<Event> events = new CopyOnWriteArrayList<>();
        RedisClient other = PlinthLettuce.redisClient(runtime, RedisURI.create(redis.uri()), RedisOptions.load());
        other.getResources().eventBus().get().subscribe(events::add);
        other.connect().sync().ping();
        other.shutdown();
        assertThat(events).isNotEmpty();
    }

    @Test
    void theSettingsOfTheRuntimeHold() {
        RuntimeConfig config = RuntimeConfig.builder()
                .backend(backend)
                .cores(1)
                .set(RedisConfig.REQUEST_QUEUE_SIZE, 77)
                .build();
        try (AsyncRuntime configured = AsyncRuntime.create(config);
                RedisAdapter own = configured.blockOn(RedisAdapter.connect(configured, redis.uri()))) {
            assertThat(own.info()).containsEntry("request-queue-size", "77 per connection");
        }
    }
}
