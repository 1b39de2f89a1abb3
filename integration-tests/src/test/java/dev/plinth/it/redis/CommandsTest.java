package dev.plinth.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Strings, hashes, scripts, large values, many in flight. */
class CommandsTest extends RedisSuite {

    @Test
    void strings() throws Exception {
        assertThat(adapter.sync().set("k", "v")).isEqualTo("OK");
        assertThat(get(adapter.async().get("k"))).isEqualTo("v");
        assertThat(adapter.reactive().get("k").block(PATIENCE)).isEqualTo("v");
        assertThat(adapter.sync().append("k", "ü")).isEqualTo(3);
        assertThat(adapter.sync().get("k")).isEqualTo("vü");
        assertThat(adapter.sync().get("absent")).isNull();
        assertThat(adapter.sync().incrby("n", 41)).isEqualTo(41);
        assertThat(adapter.sync().incr("n")).isEqualTo(42);
    }

    @Test
    void hashes() {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            fields.put("field" + i, "value" + i);
        }
        assertThat(adapter.sync().hset("h", fields)).isEqualTo(1_000);
        assertThat(adapter.sync().hgetall("h")).isEqualTo(fields);
        assertThat(adapter.sync().hincrby("h", "n", 7)).isEqualTo(7);
        assertThat(adapter.sync().hdel("h", "n", "field0")).isEqualTo(2);
        assertThat(adapter.sync().hlen("h")).isEqualTo(999);
    }

    @Test
    void scripts() {
        String script = "redis.call('SET', KEYS[1], ARGV[1]); return redis.call('STRLEN', KEYS[1])";
        Long length = adapter.sync().eval(script, ScriptOutputType.INTEGER, new String[] {"s"}, "12345");
        assertThat(length).isEqualTo(5);
        String digest = adapter.sync().scriptLoad(script);
        Long again = adapter.sync().evalsha(digest, ScriptOutputType.INTEGER, new String[] {"s"}, "123");
        assertThat(again).isEqualTo(3);
        String unknown = "0".repeat(40);
        assertThatThrownBy(() -> adapter.sync().evalsha(unknown, ScriptOutputType.INTEGER))
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageContaining("NOSCRIPT");
    }

    @Test
    void errorsOfTheServerAreTheCommandsOwn() {
        adapter.sync().set("k", "text");
        assertThatThrownBy(() -> adapter.sync().incr("k"))
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageContaining("not an integer");
        assertThat(adapter.sync().get("k")).isEqualTo("text");
    }

    @Test
    void valuesOfOneMegabyte() throws Exception {
        String value = "0123456789abcdef".repeat(1 << 16);
        List<RedisFuture<String>> sets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sets.add(adapter.async().set("big" + i, value + i));
        }
        for (RedisFuture<String> set : sets) {
            assertThat(get(set)).isEqualTo("OK");
        }
        for (int i = 0; i < 20; i++) {
            assertThat(adapter.sync().get("big" + i).equals(value + i)).isTrue();
        }
    }

    @Test
    void tenThousandInFlight() throws Exception {
        List<RedisFuture<Long>> increments = new ArrayList<>();
        onCore(0, () -> {
            for (int i = 0; i < 10_000; i++) {
                increments.add(adapter.async().incr("n"));
            }
            return null;
        });
        for (int i = 0; i < 10_000; i++) {
            assertThat(get(increments.get(i))).isEqualTo(i + 1L); // in order, each once
        }
    }

    @Test
    void tenThousandInFlightFromOutside() throws Exception {
        List<RedisFuture<Long>> increments = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            increments.add(adapter.connection(1).async().incr("n"));
        }
        for (int i = 0; i < 10_000; i++) {
            assertThat(get(increments.get(i))).isEqualTo(i + 1L);
        }
    }
}
