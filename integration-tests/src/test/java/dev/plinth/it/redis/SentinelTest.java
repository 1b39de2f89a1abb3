package dev.plinth.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plinth.cli.servers.EmbeddedRedis;
import dev.plinth.redis.RedisAdapter;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisSentinel;

/** {@code redis-sentinel://}: the master's address comes from a Sentinel. */
class SentinelTest extends RedisSuite {

    private RedisSentinel sentinel;
    private int port;

    @BeforeEach
    void startSentinel() throws IOException {
        port = EmbeddedRedis.freePort();
        sentinel = RedisSentinel.newRedisSentinel()
                .bind("127.0.0.1")
                .port(port)
                .masterPort(redis.port())
                .masterName("mymaster")
                .quorumSize(1)
                .onShutdownForceStop(true)
                .build();
        sentinel.start();
    }

    @AfterEach
    void stopSentinel() throws IOException {
        sentinel.stop();
    }

    @Test
    void theMasterIsFound() {
        String uri = "redis-sentinel://127.0.0.1:" + port + "?sentinelMasterId=mymaster";
        await().ignoreExceptions()
                .atMost(PATIENCE)
                .untilAsserted(() -> open(uri).close());
        try (RedisAdapter found = open(uri)) {
            assertThat(found.sync().set("k", "v")).isEqualTo("OK");
            assertThat(adapter.sync().get("k")).isEqualTo("v");
            redis.stop();
            redis.startAgain();
            await().ignoreExceptions()
                    .atMost(PATIENCE)
                    .until(() -> found.sync().ping().equals("PONG"));
        }
    }
}
