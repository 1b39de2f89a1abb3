package dev.plinth.it.redis;

import dev.plinth.redis.RedisAdapter;
import dev.plinth.servers.FaultProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** With a second adapter, whose way to the server leads through a proxy. */
abstract class ProxiedRedisSuite extends RedisSuite {

    FaultProxy proxy;
    RedisAdapter through;

    @BeforeEach
    void startProxy() {
        proxy = FaultProxy.to(redis.port());
        through = open(proxyUri());
    }

    @AfterEach
    void stopProxy() {
        through.close();
        proxy.close();
    }

    final String proxyUri() {
        return "redis://127.0.0.1:" + proxy.port();
    }
}
