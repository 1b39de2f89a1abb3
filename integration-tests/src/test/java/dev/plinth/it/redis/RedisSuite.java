package dev.plinth.it.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.servers.EmbeddedRedis;
import dev.plinth.cli.servers.RunningServer;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.it.containers.SuiteServers;
import dev.plinth.redis.RedisAdapter;
import dev.plinth.redis.RedisOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A theme of the Redis suite: its tests run once on every backend that must run on this machine, against a real server.
 * Each test has an adapter of its own on the backend's runtime, and an empty database.
 */
@ParameterizedClass(name = "on {0}")
@MethodSource("dev.plinth.it.redis.Backends#expected")
abstract class RedisSuite {

    static final int CORES = 2;
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The server's process; null if it is in a container, for themes that need no more of it than its address. */
    static EmbeddedRedis redis;

    static String uri;
    static AsyncRuntime runtime;

    private static RunningServer container;

    @Parameter
    String backend;

    RedisAdapter adapter;

    @BeforeParameterizedClassInvocation
    static void startRuntimeAndServer(String backend, TestInfo test) {
        runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend(backend).cores(CORES).build());
        if (SuiteServers.wantedBy(test)) {
            container = SuiteServers.start(ServerKind.REDIS);
            uri = container.uri();
        } else {
            redis = EmbeddedRedis.start();
            uri = redis.uri();
        }
    }

    @AfterParameterizedClassInvocation
    static void stopRuntimeAndServer() {
        runtime.close();
        if (container != null) {
            container.close();
            container = null;
        } else {
            redis.close();
        }
    }

    @BeforeEach
    void openAdapter() {
        adapter = open(uri, options().build());
        assertThat(runtime.info().backend()).isEqualTo(backend);
        assertThat(adapter.info())
                .containsEntry("transport", Backends.transport(backend))
                .containsEntry("channel", Backends.channel(backend));
        adapter.sync().flushall();
    }

    @AfterEach
    void closeAdapter() {
        if (adapter != null) {
            adapter.close();
        }
    }

    /** The options of the test's adapter. */
    RedisOptions.Builder options() {
        return RedisOptions.builder();
    }

    static RedisAdapter open(String uri, RedisOptions options) {
        return runtime.blockOn(RedisAdapter.connect(runtime, uri, options));
    }

    static RedisAdapter open(String uri) {
        return open(uri, RedisOptions.load());
    }

    /** A connection of the test's own, on core 0. */
    StatefulRedisConnection<String, String> own() {
        return runtime.blockOn(adapter.openConnection(0, StringCodec.UTF8));
    }

    /** The result of a task on a core, or its failure. */
    static <T> T onCore(int core, Callable<T> task) {
        return runtime.blockOn(runtime.spawnOn(core, task));
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** The name of a core's thread. */
    static String threadOf(int core) {
        return onCore(core, () -> Thread.currentThread().getName());
    }
}
