package dev.plinth.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.redis.CommandMayHaveRunException;
import dev.plinth.redis.RedisAdapter;
import dev.plinth.redis.RedisOptions;
import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.Faults;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.RedisProtocolException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers that were changed on their way: an error that says so, for each command that waits, and a new connection. */
class UnreadableAnswersTest extends ProxiedRedisSuite {

    /** In every byte a bit is another one: no answer begins as one. */
    private static final Faults NO_ANSWER = Faults.none().flip(1);

    /** What Lettuce's decoder throws at such bytes. */
    private static final Class<?>[] DECODERS = {RedisProtocolException.class, IndexOutOfBoundsException.class};

    @Test
    void theCommandSaysSoTheOthersMayHaveRunAndAnotherConnectionIsMade() throws Exception {
        proxy.toClient(NO_ANSWER);
        List<RedisFuture<Long>> increments = onCore(0, () -> {
            List<RedisFuture<Long>> sent = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                sent.add(through.async().incr("n")); // in one flush
            }
            return sent;
        });
        assertThatThrownBy(() -> get(increments.get(0)))
                .cause()
                .isInstanceOf(CommandMayHaveRunException.class)
                .hasMessageContaining("INCR was sent to " + proxyUri())
                .hasMessageContaining("cannot be read as an answer")
                .hasMessageContaining("another one is made")
                .cause()
                .isInstanceOfAny(DECODERS);
        for (RedisFuture<Long> increment : increments.subList(1, 3)) {
            assertThatThrownBy(() -> get(increment))
                    .cause()
                    .isInstanceOf(CommandMayHaveRunException.class)
                    .hasMessageContaining("lost before its answer came");
        }
        proxy.heal();
        assertThat(get(through.connection(0).async().ping())).isEqualTo("PONG");
        assertThat(adapter.sync().get("n")).isEqualTo("3"); // once each
    }

    /** Lettuce would fail it with what its decoder threw. */
    @Test
    void whatIsSentBeforeTheNextConnectionIsThereWaitsForIt() throws Exception {
        proxy.toClient(NO_ANSWER);
        RedisFuture<Long> first = through.connection(0).async().incr("n");
        proxy.refuse();
        assertThatThrownBy(() -> get(first)).hasCauseInstanceOf(CommandMayHaveRunException.class);
        RedisFuture<Long> second = through.connection(0).async().incr("n");
        RedisFuture<Long> onCore = onCore(0, () -> through.async().incr("n"));
        proxy.heal();
        assertThat(List.of(get(second), get(onCore))).containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void aTransactionWhoseEndCannotBeReadFailsAsAWhole() throws Exception {
        StatefulRedisConnection<String, String> own = runtime.blockOn(through.openConnection(0, StringCodec.UTF8));
        own.sync().multi();
        long before = proxy.bytesToClient();
        RedisFuture<Long> queued = own.async().incr("n");
        await().until(() -> proxy.bytesToClient() >= before + "+QUEUED\r\n".length());
        proxy.toClient(NO_ANSWER);
        assertThatThrownBy(() -> own.sync().exec())
                .isInstanceOf(CommandMayHaveRunException.class)
                .hasMessageContaining("EXEC was sent to");
        assertThatThrownBy(() -> get(queued)).hasCauseInstanceOf(CommandMayHaveRunException.class);
        proxy.heal();
        assertThat(own.sync().get("n")).isEqualTo("1");
    }

    @Test
    void withReplayTheOthersAreSentAgain() throws Exception {
        try (RedisAdapter replaying =
                open(proxyUri(), RedisOptions.builder().replay(true).build())) {
            proxy.toClient(NO_ANSWER);
            RedisFuture<Long> first = replaying.connection(0).async().incr("n");
            RedisFuture<Long> second = replaying.connection(0).async().incr("m");
            assertThatThrownBy(() -> get(first)).hasCauseInstanceOf(CommandMayHaveRunException.class);
            proxy.heal();
            assertThat(get(second)).isPositive();
        }
    }

    @Test
    void stockLettuceFailsWithWhatItsDecoderThrows() {
        RedisClient client = RedisClient.create();
        try (FaultProxy other = FaultProxy.to(redis.port());
                StatefulRedisConnection<String, String> connection =
                        client.connect(RedisURI.create("127.0.0.1", other.port()))) {
            other.toClient(NO_ANSWER);
            assertThatThrownBy(() -> get(connection.async().incr("n"))).cause().isInstanceOfAny(DECODERS);
        } finally {
            client.shutdown();
        }
    }
}
