package dev.plinth.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.redis.PlinthLettuce;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.pubsub.StatefulRedisClusterPubSubConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** An existing service's cluster client, on a runtime. */
@ParameterizedClass(name = "on {0}")
@MethodSource("dev.plinth.it.redis.Backends#expected")
class ClusterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static AsyncRuntime runtime;
    private static ClusterServers cluster;

    @Parameter
    String backend;

    private RedisClusterClient client;
    private StatefulRedisClusterConnection<String, String> connection;

    @BeforeParameterizedClassInvocation
    static void start(String backend) {
        runtime = AsyncRuntime.create(
                RuntimeConfig.builder().backend(backend).cores(2).build());
        if (cluster == null) {
            cluster = ClusterServers.start(runtime); // one for all backends: it takes seconds to form
        }
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        runtime.close();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
        cluster = null;
    }

    @BeforeEach
    void connect() {
        assertThat(runtime.info().backend()).isEqualTo(backend);
        client = PlinthLettuce.clusterClient(runtime, cluster.uris());
        connection = client.connect();
        connection.sync().flushall();
    }

    @AfterEach
    void shutDown() {
        client.shutdown();
    }

    @Test
    void keysOfAllNodes() throws Exception {
        List<RedisFuture<String>> sets = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            sets.add(connection.async().set("key" + i, "value" + i));
        }
        for (RedisFuture<String> set : sets) {
            assertThat(set.get(20, TimeUnit.SECONDS)).isEqualTo("OK");
        }
        for (int i = 0; i < 3_000; i += 100) {
            assertThat(connection.sync().get("key" + i)).isEqualTo("value" + i);
        }
        for (RedisClusterNode node : client.getPartitions()) {
            assertThat(connection.getConnection(node.getNodeId()).sync().dbsize())
                    .isBetween(500L, 1_500L);
        }
        assertThat(connection.sync().del("key1", "key2", "key3")).isEqualTo(3); // on several nodes
        assertThat(connection.reactive().get("key4").block(PATIENCE)).isEqualTo("value4");
    }

    @Test
    void answersComeOnTheCoresAndNoThreadIsLettuces() throws Exception {
        Set<Integer> cores = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 50; i++) {
            String key = "key" + i;
            runtime.blockOn(runtime.spawnOn(
                            0,
                            () -> connection
                                    .async()
                                    .get(key)
                                    .thenAccept(any -> cores.add(runtime.currentCore()))
                                    .toCompletableFuture()))
                    .get(20, TimeUnit.SECONDS);
        }
        assertThat(cores).isNotEmpty().isSubsetOf(0, 1);
        Set<String> names = new HashSet<>();
        Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
        assertThat(names).noneMatch(name -> name.toLowerCase().contains("lettuce"));
    }

    @Test
    void aSlotThatHasMovedIsFollowed() {
        String key = "wanderer";
        int slot = SlotHash.getSlot(key);
        RedisClusterNode from = client.getPartitions().getPartitionBySlot(slot);
        RedisClusterNode to = client.getPartitions().stream()
                .filter(node -> !node.equals(from))
                .findFirst()
                .orElseThrow();
        RedisClusterCommands<String, String> source =
                connection.getConnection(from.getNodeId()).sync();
        RedisClusterCommands<String, String> target =
                connection.getConnection(to.getNodeId()).sync();
        target.clusterSetSlotImporting(slot, from.getNodeId());
        source.clusterSetSlotMigrating(slot, to.getNodeId());
        target.clusterSetSlotNode(slot, to.getNodeId());
        source.clusterSetSlotNode(slot, to.getNodeId());
        assertThat(client.getPartitions().getPartitionBySlot(slot)).isEqualTo(from); // this client does not know yet
        assertThat(connection.sync().set(key, "v")).isEqualTo("OK");
        assertThat(target.get(key)).isEqualTo("v");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> { // once the nodes have told each other
                            client.refreshPartitions();
                            assertThat(client.getPartitions()
                                            .getPartitionBySlot(slot)
                                            .getNodeId())
                                    .isEqualTo(to.getNodeId());
                        });
    }

    @Test
    void pubSub() {
        StatefulRedisClusterPubSubConnection<String, String> subscriber = client.connectPubSub();
        List<String> messages = new CopyOnWriteArrayList<>();
        subscriber.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                messages.add(message);
            }
        });
        subscriber.sync().subscribe("news");
        connection.sync().publish("news", "hello");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(messages).containsExactly("hello"));
    }

    @Test
    void nothingThatWaitsIsAllowedOnACore() {
        assertThatThrownBy(() -> runtime.blockOn(
                        runtime.spawnOn(0, () -> connection.sync().get("k"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("sync().get");
        assertThatThrownBy(() -> runtime.blockOn(runtime.spawnOn(0, () -> client.connect())))
                .isInstanceOf(IllegalStateException.class);
    }
}
