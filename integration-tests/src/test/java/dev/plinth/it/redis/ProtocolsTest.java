package dev.plinth.it.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.redis.RedisAdapter;
import dev.plinth.redis.RedisOptions;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** RESP2, RESP3, codecs. */
class ProtocolsTest extends RedisSuite {

    @Test
    void resp2() {
        try (RedisAdapter old = open(redis.uri(), speaking(ProtocolVersion.RESP2))) {
            assertThat(old.sync().hset("h", Map.of("a", "1"))).isEqualTo(1);
            assertThat(old.sync().hgetall("h")).containsEntry("a", "1");
            assertThat(clientLine(old)).doesNotContain("resp=3");
        }
    }

    @Test
    void resp3AndItsPushMessages() throws Exception {
        try (RedisAdapter young = open(redis.uri(), speaking(ProtocolVersion.RESP3))) {
            StatefulRedisConnection<String, String> own = runtime.blockOn(young.openConnection(0, StringCodec.UTF8));
            CountDownLatch invalidated = new CountDownLatch(1);
            own.addListener(message -> {
                if (message.getType().equals("invalidate")) {
                    invalidated.countDown();
                }
            });
            own.sync().clientTracking(TrackingArgs.Builder.enabled());
            own.sync().get("k");
            adapter.sync().set("k", "changed");
            assertThat(invalidated.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @Test
    void otherCodecs() {
        StatefulRedisConnection<byte[], byte[]> bytes =
                runtime.blockOn(adapter.openConnection(ByteArrayCodec.INSTANCE));
        byte[] key = {0, 1, (byte) 0xff};
        bytes.sync().set(key, new byte[] {(byte) 0x80, 13, 10});
        assertThat(bytes.sync().get(key)).containsExactly(0x80, 13, 10);
        bytes.close();
    }

    private static RedisOptions speaking(ProtocolVersion version) {
        return RedisOptions.builder()
                .clientOptions(lettuce -> lettuce.protocolVersion(version))
                .build();
    }

    private static String clientLine(RedisAdapter client) {
        return client.connection(0).sync().clientInfo();
    }
}
