package dev.plinth.it.redis;

import static org.awaitility.Awaitility.await;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.cli.servers.EmbeddedRedis;
import dev.plinth.redis.PlinthLettuce;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** A cluster of three masters, each with a third of the slots. */
final class ClusterServers implements AutoCloseable {

    static final int SLOTS = 16_384;

    private static final int BUS_OFFSET = 10_000; // the nodes' own port beside the clients'

    private final List<EmbeddedRedis> nodes = new ArrayList<>();

    static ClusterServers start(AsyncRuntime runtime) {
        ClusterServers cluster = new ClusterServers();
        try {
            for (int i = 0; i < 3; i++) {
                cluster.nodes.add(EmbeddedRedis.startOn(
                        freePortWithBus(),
                        "cluster-enabled yes",
                        "cluster-config-file nodes.conf",
                        "cluster-node-timeout 5000"));
            }
            cluster.form(runtime);
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private void form(AsyncRuntime runtime) {
        List<RedisClient> clients = new ArrayList<>();
        List<RedisCommands<String, String>> commands = new ArrayList<>();
        for (EmbeddedRedis node : nodes) {
            RedisClient client = PlinthLettuce.redisClient(runtime, node.uri());
            clients.add(client);
            commands.add(client.connect().sync());
        }
        for (int i = 0; i < 3; i++) {
            commands.get(i)
                    .clusterAddSlots(
                            IntStream.range(SLOTS * i / 3, SLOTS * (i + 1) / 3).toArray());
            commands.get(0).clusterMeet("127.0.0.1", nodes.get(i).port());
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> commands.stream()
                        .map(RedisCommands::clusterInfo)
                        .allMatch(info -> info.contains("cluster_state:ok")
                                && info.contains("cluster_known_nodes:3")
                                && info.contains("cluster_slots_ok:" + SLOTS)));
        clients.forEach(RedisClient::shutdown);
    }

    List<RedisURI> uris() {
        return nodes.stream().map(node -> RedisURI.create(node.uri())).toList();
    }

    EmbeddedRedis node(int index) {
        return nodes.get(index);
    }

    @Override
    public void close() {
        nodes.forEach(EmbeddedRedis::close);
    }

    private static int freePortWithBus() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 22_000);
            if (isFree(port) && isFree(port + BUS_OFFSET)) {
                return port;
            }
        }
        throw new IllegalStateException("no two free ports that are " + BUS_OFFSET + " apart");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
