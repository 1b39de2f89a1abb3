package dev.plinth.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.redis.RedisAdapter;
import dev.plinth.redis.RedisOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who runs where: a connection per core, completions on it, no thread of Lettuce's, nothing that blocks a core. */
class CoresTest extends RedisSuite {

    @Test
    void aCallerOnACoreUsesItsOwnConnectionAndIsAnsweredThere() throws Exception {
        for (int core = 0; core < CORES; core++) {
            int caller = core;
            assertThat(onCore(core, () -> adapter.connection())).isSameAs(adapter.connection(core));
            CompletableFuture<String> answeredOn = onCore(
                    core,
                    () -> adapter.async()
                            .get("k")
                            .thenApply(any -> Thread.currentThread().getName() + " " + runtime.currentCore())
                            .toCompletableFuture());
            assertThat(get(answeredOn)).isEqualTo(threadOf(caller) + " " + caller);
        }
        assertThat(adapter.connection(0)).isNotSameAs(adapter.connection(1));
    }

    @Test
    void callersFromOutsideAreSpreadOverTheCores() {
        Set<Object> used = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 10; i++) {
            used.add(adapter.connection());
        }
        assertThat(used).containsExactlyInAnyOrder(adapter.connection(0), adapter.connection(1));
    }

    @Test
    void connectionsStayOnTheirCoreAcrossReconnects() throws Exception {
        for (int round = 0; round < 3; round++) {
            for (int core = 0; core < CORES; core++) {
                long id = adapter.connection(core).sync().clientId();
                adapter.connection(1 - core).sync().clientKill("127.0.0.1:" + portOf(id));
                assertThat(coreThatAnswers(adapter.connection(core), core)).isEqualTo(core);
            }
        }
    }

    @Test
    void moreConnectionsPerCore() {
        try (RedisAdapter wide =
                open(redis.uri(), RedisOptions.builder().connectionsPerCore(3).build())) {
            Set<Object> used = ConcurrentHashMap.newKeySet();
            for (int i = 0; i < 30; i++) {
                used.add(wide.connection(0));
            }
            assertThat(used).hasSize(3);
            assertThat(wide.info()).containsEntry("connections", "2 cores x 3");
        }
    }

    @Test
    void aConnectionIsOpenedOnTheCoreThatWasAskedFor() throws Exception {
        for (int core = 0; core < CORES; core++) {
            StatefulRedisConnection<String, String> own =
                    runtime.blockOn(adapter.openConnection(core, StringCodec.UTF8));
            assertThat(coreThatAnswers(own, core)).isEqualTo(core);
            own.close();
        }
        assertThatThrownBy(() -> adapter.openConnection(CORES, StringCodec.UTF8))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void nothingThatWaitsIsAllowedOnACore() {
        refusedOnCore(() -> adapter.sync());
        StatefulRedisConnection<String, String> connection = adapter.connection(0);
        refusedOnCore(() -> connection.sync().get("k"));
        refusedOnCore(() -> {
            connection.close();
            return null;
        });
        refusedOnCore(() -> adapter.client().connect());
        refusedOnCore(() -> {
            adapter.client().shutdown();
            return null;
        });
        refusedOnCore(() -> {
            adapter.close();
            return null;
        });
        assertThat(connection.sync().ping()).isEqualTo("PONG");
    }

    @Test
    void noThreadIsLettuces() {
        adapter.sync().ping();
        List<String> names = Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName().toLowerCase())
                .collect(Collectors.toList());
        assertThat(names).noneMatch(name -> name.contains("lettuce"));
    }

    /** Asks from {@code core}, so that the answer cannot come before somebody waits for it. */
    private static int coreThatAnswers(StatefulRedisConnection<String, String> connection, int core) throws Exception {
        return get(onCore(
                core,
                () -> connection
                        .async()
                        .ping()
                        .handle((pong, error) -> runtime.currentCore())
                        .toCompletableFuture()));
    }

    private static void refusedOnCore(java.util.concurrent.Callable<?> call) {
        assertThatThrownBy(() -> onCore(1, call))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("core");
    }

    /** The port of this end of a connection. */
    private String portOf(long id) {
        return adapter.connection(0)
                .sync()
                .clientList()
                .lines()
                .filter(line -> line.startsWith("id=" + id + " "))
                .map(line -> line.replaceFirst(".* addr=127.0.0.1:(\\d+) .*", "$1"))
                .findFirst()
                .orElseThrow();
    }
}
