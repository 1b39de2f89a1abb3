package dev.plinth.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.redis.RedisAdapter;
import dev.plinth.redis.RedisOptions;
import io.lettuce.core.RedisException;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import org.junit.jupiter.api.Test;

/** MULTI, EXEC, DISCARD, WATCH. */
class TransactionsTest extends RedisSuite {

    @Test
    void execRunsWhatWasQueued() {
        StatefulRedisConnection<String, String> own = own();
        assertThat(own.sync().multi()).isEqualTo("OK");
        own.sync().set("k", "v");
        own.sync().incr("n");
        assertThat(adapter.sync().get("k")).isNull();
        TransactionResult result = own.sync().exec();
        assertThat(result.wasDiscarded()).isFalse();
        assertThat(result.<String>get(0)).isEqualTo("OK");
        assertThat(result.<Long>get(1)).isEqualTo(1L);
        assertThat(adapter.sync().get("k")).isEqualTo("v");
    }

    @Test
    void discardRunsNothing() {
        StatefulRedisConnection<String, String> own = own();
        own.sync().multi();
        own.sync().set("k", "v");
        assertThat(own.sync().discard()).isEqualTo("OK");
        assertThat(own.sync().get("k")).isNull();
    }

    @Test
    void watchNoticesAChange() {
        StatefulRedisConnection<String, String> own = own();
        own.sync().watch("k");
        adapter.sync().set("k", "other");
        own.sync().multi();
        own.sync().set("k", "mine");
        assertThat(own.sync().exec().wasDiscarded()).isTrue();
        assertThat(adapter.sync().get("k")).isEqualTo("other");

        own.sync().watch("k");
        own.sync().multi();
        own.sync().set("k", "mine");
        assertThat(own.sync().exec().wasDiscarded()).isFalse();
        assertThat(adapter.sync().get("k")).isEqualTo("mine");
    }

    @Test
    void sharedConnectionsRefuseWhatNeedsOneOfItsOwn() {
        assertThatThrownBy(() -> adapter.sync().multi())
                .isInstanceOf(RedisException.class)
                .hasMessageContaining("MULTI needs a connection of its own")
                .hasMessageContaining("openConnection");
        assertThatThrownBy(() -> adapter.sync().blpop(0, "list")).hasMessageContaining("BLPOP needs");
        assertThatThrownBy(() -> adapter.sync().watch("k")).hasMessageContaining("WATCH needs");
        assertThat(adapter.sync().set("k", "v")).isEqualTo("OK"); // and is not inside anything
    }

    @Test
    void aTransactionThatHasBegunIsNotCutShortByTheBound() {
        try (RedisAdapter narrow =
                open(redis.uri(), RedisOptions.builder().requestQueueSize(3).build())) {
            StatefulRedisConnection<String, String> own = runtime.blockOn(narrow.openConnection(0, StringCodec.UTF8));
            own.sync().multi();
            onCore(0, () -> {
                for (int i = 0; i < 10; i++) {
                    own.async().incr("n");
                }
                return null;
            });
            assertThat(own.sync().exec().<Long>get(9)).isEqualTo(10L);
        }
    }
}
