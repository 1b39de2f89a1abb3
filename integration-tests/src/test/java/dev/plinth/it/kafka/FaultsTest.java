package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.it.redis.Backends;
import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.KafkaCluster;
import dev.plinth.servers.KafkaNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Brokers and connections that are lost while records pass. Stock kafka-clients and every backend go through it side
 * by side, and by themselves: the same producers and consumers from the first test to the last.
 */
class FaultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** What a gap may differ by where many clients share two processors. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    private static final String LISTENER = "PROXIED";
    private static final Map<String, Object> PRODUCERS =
            Map.of("acks", "all", "linger.ms", 1, "request.timeout.ms", 2_000, "delivery.timeout.ms", 90_000);
    private static final Map<String, Object> CONSUMERS =
            Map.of("auto.offset.reset", "earliest", "request.timeout.ms", 2_000, "heartbeat.interval.ms", 300);

    private static final List<Make> MAKES = new ArrayList<>();
    private static final List<Traffic> ALL = new ArrayList<>();
    private static KafkaCluster cluster;

    /** Broker 1 is the coordinator of all groups, has a partition of its own, and leads another with copies elsewhere. */
    @BeforeAll
    static void start() throws Exception {
        cluster = KafkaCluster.builder()
                .brokers(3)
                .proxiedListener(LISTENER, "PLAINTEXT")
                .set("offsets.topic.num.partitions", "1")
                .set("broker.session.timeout.ms", "5000")
                .set("broker.heartbeat.interval.ms", "500")
                .start();
        List<String> names =
                Stream.concat(Stream.of(Make.STOCK), Backends.expected()).toList();
        List<NewTopic> topics = new ArrayList<>(List.of(new NewTopic("__consumer_offsets", Map.of(0, List.of(1, 2, 3)))
                .configs(Map.of("cleanup.policy", "compact"))));
        for (String name : names) {
            topics.add(new NewTopic(topic(name), Map.of(0, List.of(1), 1, List.of(2), 2, List.of(1))));
        }
        try (Admin admin = admin()) {
            admin.createTopics(topics).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            copies(admin, partitions(names, 1), List.of(2, 3));
            copies(admin, partitions(names, 2), List.of(1, 2, 3));
        }
        Map<String, Object> servers = Map.of("bootstrap.servers", cluster.bootstrap(LISTENER));
        for (String name : names) {
            Make make = new Make(name, Make.with(PRODUCERS, servers), Make.with(CONSUMERS, servers));
            MAKES.add(make);
            ALL.add(new Traffic(make, topic(name)));
        }
        flows();
    }

    @AfterAll
    static void stop() throws Exception {
        for (Traffic traffic : ALL) {
            traffic.close();
        }
        MAKES.forEach(Make::close);
        cluster.close();
    }

    private static String topic(String make) {
        return "faults-" + make;
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()));
    }

    @Test
    void aBrokerIsKilledAndComesBack() throws Exception {
        survives(() -> {
            cluster.node(1).kill();
            cluster.node(1).start();
        });
    }

    @Test
    void aPartitionGetsAnotherLeader() throws Exception {
        survives(() -> {
            try (Admin admin = admin()) {
                Set<TopicPartition> partitions =
                        partitions(MAKES.stream().map(Make::name).toList(), 1);
                copies(admin, partitions, List.of(3, 2));
                admin.electLeaders(ElectionType.PREFERRED, partitions)
                        .all()
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        });
    }

    private static Set<TopicPartition> partitions(List<String> makes, int partition) {
        return makes.stream()
                .map(make -> new TopicPartition(topic(make), partition))
                .collect(Collectors.toSet());
    }

    /** Has partitions on these brokers, and waits until they have them. */
    private static void copies(Admin admin, Set<TopicPartition> partitions, List<Integer> brokers) throws Exception {
        Optional<NewPartitionReassignment> wanted = Optional.of(new NewPartitionReassignment(brokers));
        admin.alterPartitionReassignments(partitions.stream().collect(Collectors.toMap(p -> p, p -> wanted)))
                .all()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> admin.listPartitionReassignments(partitions)
                        .reassignments()
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .isEmpty());
    }

    @Test
    void connectionsAreCut() throws Exception {
        survives(() -> onProxies(FaultProxy::cut));
    }

    @Test
    void connectionsAreReset() throws Exception {
        survives(() -> onProxies(FaultProxy::reset));
    }

    @Test
    void brokersEndTheirHalfOfConnections() throws Exception {
        survives(() -> onProxies(FaultProxy::halfCloseToClient));
    }

    @Test
    void whatClientsSendNoLongerArrives() throws Exception {
        survives(() -> onProxies(FaultProxy::halfCloseToServer));
    }

    @Test
    void connectionsStallForGood() throws Exception {
        survives(() -> onProxies(FaultProxy::freeze));
    }

    @Test
    void anotherConsumerComesAndGoes() throws Exception {
        survives(() -> CompletableFuture.allOf(ALL.stream()
                        .map(traffic -> CompletableFuture.runAsync(() -> traffic.visit(200)))
                        .toArray(CompletableFuture[]::new))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    private static void onProxies(Consumer<FaultProxy> fault) {
        cluster.nodes().stream().map(FaultsTest::proxy).forEach(fault);
    }

    private static FaultProxy proxy(KafkaNode node) {
        return node.proxy(LISTENER);
    }

    /** Something that happens to all of them at once. */
    private interface Event {
        void happens() throws Exception;
    }

    private static void survives(Event event) throws Exception {
        flows();
        ALL.forEach(Traffic::watchGaps);
        event.happens();
        flows();
        Map<Integer, Duration> stock = ALL.get(0).longestGaps();
        for (Traffic traffic : ALL) {
            Set<String> acknowledged = Set.copyOf(traffic.acknowledged());
            Awaitility.await("all of " + traffic.name())
                    .atMost(PATIENCE)
                    .until(() -> new HashSet<>(traffic.received()).containsAll(acknowledged));
            assertThat(traffic.longestGaps())
                    .as("gaps of %s; stock: %s", traffic.name(), stock)
                    .allSatisfy((partition, gap) -> assertThat(gap)
                            .isLessThanOrEqualTo(stock.get(partition)
                                    .multipliedBy(3)
                                    .dividedBy(2)
                                    .plus(SLACK)));
        }
    }

    /** Waits until each partition has brought everybody something that was sent after now. */
    private static void flows() {
        Map<Traffic, Integer> sent = ALL.stream().collect(Collectors.toMap(Function.identity(), Traffic::sent));
        for (Traffic traffic : ALL) {
            Awaitility.await("records of " + traffic.name())
                    .atMost(PATIENCE)
                    .until(() -> traffic.isBeyond(sent.get(traffic)));
        }
    }
}
