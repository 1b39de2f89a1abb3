package dev.plinth.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.redis.RedisAdapter;
import dev.plinth.redis.RedisOptions;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Restarts, killed connections, a server that does not answer, cancellation. */
class OutagesTest extends RedisSuite {

    @Test
    void commandsWaitForTheServerToComeBack() throws Exception {
        redis.stop();
        await().atMost(PATIENCE).until(() -> !adapter.connection(0).isOpen());
        RedisFuture<String> fromOutside = adapter.connection(0).async().set("a", "1");
        RedisFuture<String> onCore = onCore(0, () -> adapter.async().set("b", "2"));
        CompletableFuture<String> reactive =
                adapter.connection(0).reactive().set("c", "3").toFuture();
        redis.startAgain();
        assertThat(get(fromOutside)).isEqualTo("OK");
        assertThat(get(onCore)).isEqualTo("OK");
        assertThat(get(reactive)).isEqualTo("OK");
        assertThat(adapter.sync().mget("a", "b", "c")).extracting("value").containsExactly("1", "2", "3");
    }

    @Test
    void severalRestarts() {
        for (int i = 0; i < 3; i++) {
            redis.stop();
            redis.startAgain();
            for (int core = 0; core < CORES; core++) {
                StatefulRedisConnection<String, String> connection = adapter.connection(core);
                await().ignoreExceptions()
                        .atMost(PATIENCE)
                        .until(() -> connection.sync().ping().equals("PONG"));
            }
        }
    }

    @Test
    void aKilledConnectionComesBack() {
        StatefulRedisConnection<String, String> own = own();
        long id = own.sync().clientId();
        assertThat(adapter.sync().clientKill(KillArgs.Builder.id(id))).isEqualTo(1);
        await().ignoreExceptions().atMost(PATIENCE).until(() -> own.sync().clientId() > id);
    }

    @Test
    void aSilentServerIsNotWaitedForForEver() {
        try (RedisAdapter hasty = open(
                redis.uri(),
                RedisOptions.builder().commandTimeout(Duration.ofMillis(200)).build())) {
            StatefulRedisConnection<String, String> own = runtime.blockOn(hasty.openConnection(0, StringCodec.UTF8));
            long id = own.sync().clientId();
            RedisFuture<?> blocked = own.async().blpop(0, "nothing");
            RedisFuture<String> behind = own.async().ping();
            assertThatThrownBy(() -> get(blocked))
                    .hasCauseInstanceOf(RedisCommandTimeoutException.class)
                    .hasMessageContaining("BLPOP was sent to " + redis.uri())
                    .hasMessageContaining("200 ms");
            assertThatThrownBy(() -> get(behind)).hasCauseInstanceOf(RedisCommandTimeoutException.class);
            // Nothing was heard for all that time, so the connection is replaced: what it waited for is given up.
            await().ignoreExceptions().atMost(PATIENCE).until(() -> own.sync().clientId() > id);
            assertThat(adapter.sync().clientList()).doesNotContain("cmd=blpop");
        }
    }

    @Test
    void aTimeoutOfZeroWaits() throws Exception {
        StatefulRedisConnection<String, String> own = own();
        own.setTimeout(Duration.ZERO);
        CompletableFuture<String> popped =
                own.async().blpop(0, "list").thenApply(pair -> pair.getValue()).toCompletableFuture();
        adapter.sync().rpush("list", "x");
        assertThat(get(popped)).isEqualTo("x");
    }

    @Test
    void whatWaitsForAConnectionTimesOutAsWell() throws Exception {
        try (RedisAdapter hasty = open(
                redis.uri(),
                RedisOptions.builder().commandTimeout(Duration.ofMillis(200)).build())) {
            redis.stop();
            await().atMost(PATIENCE).until(() -> !hasty.connection(0).isOpen());
            RedisFuture<String> outside = hasty.connection(0).async().set("k", "v");
            RedisFuture<String> core = onCore(0, () -> hasty.async().set("k", "v"));
            assertThatThrownBy(() -> get(outside))
                    .hasCauseInstanceOf(RedisCommandTimeoutException.class)
                    .hasMessageContaining("while its connection was down");
            assertThatThrownBy(() -> get(core)).hasCauseInstanceOf(RedisCommandTimeoutException.class);
            redis.startAgain();
            await().ignoreExceptions()
                    .atMost(PATIENCE)
                    .until(() -> hasty.connection(0).sync().ping().equals("PONG"));
            assertThat(adapter.sync().get("k")).isNull(); // what timed out before it was sent never runs
        }
    }

    @Test
    void aCancelledCommandThatWasNotSentNeverRuns() {
        redis.stop();
        await().atMost(PATIENCE).until(() -> !adapter.connection(0).isOpen());
        RedisFuture<String> cancelled = adapter.connection(0).async().set("k", "v");
        assertThat(cancelled.cancel(true)).isTrue();
        redis.startAgain();
        assertThat(adapter.connection(0).sync().ping()).isEqualTo("PONG");
        assertThat(adapter.sync().get("k")).isNull();
        assertThatThrownBy(() -> get(cancelled)).isInstanceOf(CancellationException.class);
    }

    @Test
    void aCancelledCommandInFlightLeavesTheAnswersInOrder() throws Exception {
        StatefulRedisConnection<String, String> own = own();
        RedisFuture<?> blocked = own.async().blpop(0, "list");
        RedisFuture<String> behind = own.async().echo("behind");
        assertThat(blocked.cancel(true)).isTrue();
        adapter.sync().rpush("list", "x");
        assertThat(get(behind)).isEqualTo("behind");
        assertThat(own.sync().echo("next")).isEqualTo("next");
    }

    @Test
    void closingFailsWhatWaits() {
        StatefulRedisConnection<String, String> own = own();
        RedisFuture<?> blocked = own.async().blpop(0, "list");
        own.closeAsync();
        assertThatThrownBy(() -> get(blocked)).hasMessageContaining("closed on this side");
        assertThatThrownBy(() -> get(own.async().ping())).hasMessageContaining("closed");
    }
}
