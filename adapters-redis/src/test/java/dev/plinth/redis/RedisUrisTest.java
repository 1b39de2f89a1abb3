package dev.plinth.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.AdapterProvider;
import dev.plinth.api.ConfigException;
import io.lettuce.core.RedisCredentialsProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrisTest {

    @Test
    void addressesThatAreGood() {
        assertThat(RedisUris.label(RedisUris.parse("redis://h"))).isEqualTo("redis://h:6379");
        assertThat(RedisUris.label(RedisUris.parse("rediss://user:secret@h:7000/3")))
                .isEqualTo("rediss://h:7000");
        assertThat(RedisUris.parse("redis://user:p%40ss@h/3").getDatabase()).isEqualTo(3);
        assertThat(RedisUris.label(RedisUris.parse("redis-sentinel://a,b:1/0#main")))
                .isEqualTo("redis-sentinel://a:26379,b:1#main");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h", "redis-socket:///tmp/redis.sock", "memcached://h", "h:6379", "", "redis"})
    void addressesOfSomethingElse(String uri) {
        assertThatThrownBy(() -> RedisUris.parse(uri)).isInstanceOf(ConfigException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://",
                "redis://user:se cret@h",
                "redis://user:secret@h:port",
                "redis://user:secret@h/abc",
                "redis://user:p/secret@h",
                "redis://user:secret@",
                "redis-sentinel://user:secret@h"
            })
    void badAddressesAreRefusedWithoutTellingThePassword(String uri) {
        assertThatThrownBy(() -> RedisUris.parse(uri))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot be used as the address of a Redis server")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("se cret")
                .hasNoCause();
    }

    @Test
    void theProviderIsFound() {
        assertThat(ServiceLoader.load(AdapterProvider.class))
                .filteredOn(provider -> provider.name().equals("redis"))
                .singleElement()
                .satisfies(provider -> assertThat(provider.schemes()).contains("redis", "rediss", "redis-sentinel"));
    }

    /** Else Lettuce would start the common pool's threads from a core. */
    @Test
    void whatTheTextSaysOfCredentialsIsKnownAtOnce() {
        assertThat(RedisUris.parse("redis://user:secret@host").getCredentialsProvider())
                .isInstanceOf(RedisCredentialsProvider.ImmediateRedisCredentialsProvider.class);
    }
}
