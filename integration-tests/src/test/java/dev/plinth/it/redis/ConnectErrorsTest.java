package dev.plinth.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.api.Adapter;
import dev.plinth.api.ConfigException;
import dev.plinth.api.ConnectException;
import dev.plinth.api.ConnectTimeoutException;
import dev.plinth.api.UnresolvedHostException;
import dev.plinth.cli.servers.EmbeddedRedis;
import dev.plinth.redis.RedisAdapter;
import dev.plinth.redis.RedisOptions;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisCommandExecutionException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** Logins, and all that can be wrong with an address: a clear error each time, never a hang. */
class ConnectErrorsTest extends RedisSuite {

    @Test
    void rightAndWrongPasswords() {
        try (EmbeddedRedis locked = EmbeddedRedis.start("requirepass secret")) {
            String host = "127.0.0.1:" + locked.port();
            try (RedisAdapter in = open("redis://:secret@" + host)) {
                assertThat(in.sync().ping()).isEqualTo("PONG");
            }
            refused("redis://:wrong@" + host)
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("redis://" + host)
                    .hasMessageContaining("WRONGPASS")
                    .hasMessageContaining("password in the URI is wrong")
                    .hasMessageNotContaining(":wrong@");
            refused("redis://" + host).isInstanceOf(ConnectException.class).hasMessageContaining("NOAUTH");
        }
    }

    @Test
    void usersOfTheAcl() {
        adapter.sync()
                .aclSetuser(
                        "reader",
                        AclSetuserArgs.Builder.on()
                                .addPassword("p@ss")
                                .keyPattern("*")
                                .addCommand(io.lettuce.core.protocol.CommandType.GET)
                                .addCategory(io.lettuce.core.AclCategory.CONNECTION));
        adapter.sync().set("k", "v");
        try (RedisAdapter reader = open("redis://reader:p%40ss@127.0.0.1:" + redis.port())) {
            assertThat(reader.sync().get("k")).isEqualTo("v");
            assertThatThrownBy(() -> reader.sync().set("k", "w"))
                    .isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessageContaining("NOPERM");
        }
        refused("redis://reader:other@127.0.0.1:" + redis.port()).hasMessageContaining("WRONGPASS");
        adapter.sync().aclDeluser("reader");
    }

    @Test
    void schemesThatAreNoRedis() {
        refused("http://127.0.0.1:" + redis.port())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'http://'")
                .hasMessageContaining("rediss");
        refused("127.0.0.1").isInstanceOf(ConfigException.class).hasMessageContaining("scheme");
        assertThatThrownBy(() -> runtime.blockOn(Adapter.open(runtime, "http://127.0.0.1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("redis");
    }

    @Test
    void bySchemeWithoutNamingTheAdapter() {
        try (Adapter opened = runtime.blockOn(Adapter.open(runtime, redis.uri()))) {
            assertThat(opened.name()).isEqualTo("redis");
            assertThat(opened.unwrap(RedisAdapter.class).orElseThrow().sync().ping())
                    .isEqualTo("PONG");
        }
    }

    @Test
    void nobodyListens() throws Exception {
        int port = EmbeddedRedis.freePort();
        refused("redis://127.0.0.1:" + port)
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("redis://127.0.0.1:" + port)
                .hasMessageContaining("Is Redis running there");
    }

    @Test
    void noSuchHost() {
        refused("redis://no-such-host.invalid:6379")
                .isInstanceOf(UnresolvedHostException.class)
                .hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void noSuchDatabase() {
        refused(redis.uri() + "/4711").isInstanceOf(ConnectException.class).hasMessageContaining("DB index");
    }

    @Test
    void somethingThatNeverAnswers() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            RedisOptions hasty = RedisOptions.builder()
                    .connectTimeout(Duration.ofMillis(300))
                    .build();
            assertThatThrownBy(() -> open("redis://127.0.0.1:" + silent.getLocalPort(), hasty))
                    .isInstanceOf(ConnectTimeoutException.class)
                    .hasMessageContaining("connect timeout");
            assertThatThrownBy(() -> open("rediss://127.0.0.1:" + silent.getLocalPort(), hasty))
                    .isInstanceOf(ConnectTimeoutException.class);
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(String uri) {
        return assertThatThrownBy(() -> open(uri));
    }
}
