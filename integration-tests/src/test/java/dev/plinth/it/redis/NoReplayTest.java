package dev.plinth.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.redis.CommandMayHaveRunException;
import dev.plinth.redis.RedisAdapter;
import dev.plinth.redis.RedisOptions;
import dev.plinth.redis.TransactionLostException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What may have run is not sent again; what was never sent is. The proxy cuts between a command and its answer. */
class NoReplayTest extends ProxiedRedisSuite {

    @Test
    void oneCommandRunsOnce() throws Exception {
        CompletableFuture<Void> cut = proxy.cutOnceAnswered("INCR");
        RedisFuture<Long> increment = through.connection(0).async().incr("n");
        assertThatThrownBy(() -> get(increment))
                .hasCauseInstanceOf(CommandMayHaveRunException.class)
                .hasMessageContaining("INCR was sent to " + proxyUri())
                .hasMessageContaining("may have run")
                .hasMessageContaining("plinth.redis.replay");
        assertThat(get(through.connection(0).async().ping())).isEqualTo("PONG"); // on the next connection
        assertThat(adapter.sync().get("n")).isEqualTo("1");
        assertThat(cut).succeedsWithin(PATIENCE);
    }

    @Test
    void synchronousCallersGetTheSameException() {
        proxy.cutOnceAnswered("INCR");
        assertThatThrownBy(() -> through.connection(0).sync().incr("n")).isInstanceOf(CommandMayHaveRunException.class);
        assertThat(adapter.sync().get("n")).isEqualTo("1");
    }

    @Test
    void aPipelineRunsOnce() throws Exception {
        proxy.cutOnceAnswered("INCR");
        List<RedisFuture<Long>> increments = onCore(0, () -> {
            List<RedisFuture<Long>> sent = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                sent.add(through.async().incr("n")); // in one flush
            }
            return sent;
        });
        for (RedisFuture<Long> increment : increments) {
            assertThatThrownBy(() -> get(increment)).hasCauseInstanceOf(CommandMayHaveRunException.class);
        }
        assertThat(get(through.connection(0).async().ping())).isEqualTo("PONG");
        assertThat(adapter.sync().get("n")).isEqualTo("5");
    }

    @Test
    void whatWasNeverSentWaitsForTheNextConnection() throws Exception {
        lose(through);
        RedisFuture<Long> increment = through.connection(0).async().incr("n");
        RedisFuture<Long> second = onCore(0, () -> through.async().incr("n"));
        assertThat(increment.isDone()).isFalse();
        proxy.accept();
        assertThat(get(increment)).isEqualTo(1);
        assertThat(get(second)).isEqualTo(2);
    }

    @Test
    void aCutTransactionRunsAsAWholeOrNotAtAll() throws Exception {
        StatefulRedisConnection<String, String> own = runtime.blockOn(through.openConnection(0, StringCodec.UTF8));
        own.sync().multi();
        RedisFuture<Long> queued = own.async().incr("n");
        CompletableFuture<Void> happened = proxy.cutOnceAnswered("INCR");
        RedisFuture<Long> cut = own.async().incr("n");
        assertThatThrownBy(() -> get(cut)).hasCauseInstanceOf(TransactionLostException.class);
        assertThatThrownBy(() -> get(queued)).hasCauseInstanceOf(TransactionLostException.class);
        await().atMost(PATIENCE).until(() -> happened.isDone() && own.isOpen());
        RedisFuture<Long> late = own.async().incr("n");
        assertThatThrownBy(() -> get(late)).hasCauseInstanceOf(TransactionLostException.class);
        assertThatThrownBy(() -> own.sync().exec()).isInstanceOf(TransactionLostException.class);
        assertThat(adapter.sync().get("n")).isNull();
        own.sync().multi(); // and the connection is good for the next one
        own.sync().incr("n");
        assertThat(own.sync().exec().<Long>get(0)).isEqualTo(1);
    }

    @Test
    void aCutExecMayHaveRunAndSoMayWhatItWasToRun() throws Exception {
        StatefulRedisConnection<String, String> own = runtime.blockOn(through.openConnection(0, StringCodec.UTF8));
        own.sync().multi();
        RedisFuture<Long> queued = own.async().incr("n");
        proxy.cutOnceAnswered("EXEC");
        assertThatThrownBy(() -> own.sync().exec()).isInstanceOf(CommandMayHaveRunException.class);
        assertThatThrownBy(() -> get(queued)).hasCauseInstanceOf(CommandMayHaveRunException.class);
        assertThat(own.sync().get("n")).isEqualTo("1"); // it has, and the connection is good again
    }

    @Test
    void aLostWatchFailsTheTransactionThatItWasToProtect() throws Exception {
        StatefulRedisConnection<String, String> own = runtime.blockOn(through.openConnection(0, StringCodec.UTF8));
        own.sync().watch("n");
        proxy.cutOnceAnswered("PING");
        assertThatThrownBy(() -> own.sync().ping()).isInstanceOf(CommandMayHaveRunException.class);
        assertThat(own.sync().get("n")).isNull(); // reconnected
        assertThatThrownBy(() -> own.sync().multi()).isInstanceOf(TransactionLostException.class);
        assertThatThrownBy(() -> get(own.async().incr("n"))).hasCauseInstanceOf(TransactionLostException.class);
        assertThatThrownBy(() -> own.sync().exec()).isInstanceOf(TransactionLostException.class);
        assertThat(adapter.sync().get("n")).isNull();
    }

    @Test
    void aTransactionIsNotBegunWhileTheConnectionIsDown() throws Exception {
        StatefulRedisConnection<String, String> own = runtime.blockOn(through.openConnection(0, StringCodec.UTF8));
        proxy.refuse();
        proxy.cutOnceAnswered("PING");
        assertThatThrownBy(() -> own.sync().ping()).isInstanceOf(CommandMayHaveRunException.class);
        await().atMost(PATIENCE).until(() -> !own.isOpen());
        assertThatThrownBy(() -> own.sync().multi()).isInstanceOf(TransactionLostException.class);
        assertThatThrownBy(() -> get(own.async().incr("n"))).hasCauseInstanceOf(TransactionLostException.class);
        assertThatThrownBy(() -> own.sync().exec()).isInstanceOf(TransactionLostException.class);
        proxy.accept();
        assertThat(own.sync().ping()).isEqualTo("PONG");
        assertThat(adapter.sync().get("n")).isNull();
    }

    @Test
    void withReplayAskedForItRunsTwice() throws Exception {
        try (RedisAdapter replaying =
                open(proxyUri(), RedisOptions.builder().replay(true).build())) {
            proxy.cutOnceAnswered("INCR");
            assertThat(get(replaying.connection(0).async().incr("n"))).isEqualTo(2);
            assertThat(replaying.info().get("replay")).contains("sent again");
        }
    }

    /** Loses the connection of core 0 and keeps it from coming back. */
    private void lose(RedisAdapter lost) throws Exception {
        proxy.refuse();
        proxy.cutOnceAnswered("PING");
        RedisFuture<String> ping = lost.connection(0).async().ping();
        assertThatThrownBy(() -> get(ping)).hasCauseInstanceOf(CommandMayHaveRunException.class);
        await().atMost(PATIENCE).until(() -> !lost.connection(0).isOpen());
    }
}
