package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.it.redis.Backends;
import dev.plinth.servers.FaultProxy;
import dev.plinth.servers.KafkaCluster;
import dev.plinth.servers.KafkaNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
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
 * by side, and by themselves: the same producers, and consumers of both group protocols, from the first test to the last.
 */
class FaultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** What a gap may differ by where many clients share two processors. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    private static final String LISTENER = "PROXIED";
    private static final Map<String, Object> PRODUCERS =
            Map.of("acks", "all", "linger.ms", 1, "request.timeout.ms", 2_000, "delivery.timeout.ms", 90_000);
    private static final Map<String, Object> CONSUMERS = Map.of(
            "auto.offset.reset",
            "earliest",
            "request.timeout.ms",
            2_000,
            "fetch.min.bytes", // not a request for each record: many clients share two processors
            1_000,
            "fetch.max.wait.ms",
            50);

    private static final List<Make> MAKES = new ArrayList<>();
    private static final List<Traffic> ALL = new ArrayList<>();
    /**
     * Of one backend that is Netty's and one that is not: what they have in common is tested above them. They have
     * groups of KIP-848, too, and copy exactly once.
     */
    private static final Set<String> COPYING = Set.of("percore-uring", "virtualthreads");

    private static final Map<String, Copying> COPIES = new LinkedHashMap<>();
    private static KafkaCluster cluster;

    /** Broker 1 is the coordinator of all groups, has a partition of its own, and leads another with copies elsewhere. */
    @BeforeAll
    static void start() throws Exception {
        cluster = KafkaCluster.builder()
                .brokers(3)
                .proxiedListener(LISTENER, "PLAINTEXT")
                .set("offsets.topic.num.partitions", "1")
                .set("broker.session.timeout.ms", "3000")
                .set("broker.heartbeat.interval.ms", "300")
                .set("group.consumer.min.heartbeat.interval.ms", "300")
                .set("group.consumer.heartbeat.interval.ms", "300")
                .start();
        List<String> names =
                Stream.concat(Stream.of(Make.STOCK), Backends.expected()).toList();
        List<NewTopic> topics = new ArrayList<>(List.of(new NewTopic("__consumer_offsets", Map.of(0, List.of(1, 2, 3)))
                .configs(Map.of("cleanup.policy", "compact"))));
        for (String name : names) {
            topics.add(new NewTopic(topic(name), Map.of(0, List.of(1), 1, List.of(2), 2, List.of(1))));
        }
        COPYING.forEach(name -> topics.add(new NewTopic(copies(name), Map.of(0, List.of(1, 2, 3)))));
        try (Admin admin = admin()) {
            admin.createTopics(topics).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            copies(admin, partitions(names, 1), List.of(2, 3));
            copies(admin, partitions(names, 2), List.of(1, 2, 3));
        }
        Map<String, Object> servers = Map.of("bootstrap.servers", cluster.bootstrap(LISTENER));
        for (String name : names) {
            Make make = new Make(name, Make.with(PRODUCERS, servers), Make.with(CONSUMERS, servers));
            MAKES.add(make);
            boolean all = COPYING.contains(name) || name.equals(Make.STOCK);
            ALL.add(new Traffic(make, topic(name), all ? List.of("classic", "consumer") : List.of("classic")));
            if (COPYING.contains(name)) {
                COPIES.put(
                        name,
                        new Copying(
                                make,
                                Make.with(servers, Map.of("request.timeout.ms", 2_000)),
                                topic(name),
                                copies(name)));
            }
        }
        flows();
    }

    @AfterAll
    static void stop() throws Exception {
        together(COPIES.values(), Copying::close);
        together(ALL, Traffic::close);
        MAKES.forEach(Make::close);
        cluster.close();
    }

    private static String topic(String make) {
        return "faults-" + make;
    }

    private static String copies(String make) {
        return "copies-" + make;
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", cluster.bootstrap()));
    }

    @Test
    void aBrokerIsKilledAndComesBack() throws Exception {
        Map<String, Object> servers = Map.of("bootstrap.servers", cluster.bootstrap(LISTENER));
        try (Admin admin = admin();
                Stranding aborted = new Stranding(copier(), admin, servers, false, 1);
                Stranding committed = new Stranding(copier(), admin, servers, true, 1)) {
            List<Stranding> both = List.of(aborted, committed);
            together(both, Stranding::hold);
            survives(() -> {
                cluster.node(1).kill();
                together(both, Stranding::goOn);
                cluster.node(1).start();
            });
            together(both, Stranding::isExact);
        }
    }

    private static Make copier() {
        return MAKES.stream()
                .filter(make -> COPYING.contains(make.name()))
                .findFirst()
                .orElseThrow();
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
        survives(() -> together(readings(), reading -> reading.visit(50)));
    }

    /** Does something to all of them at once, and waits until it is done. */
    private static <T> void together(Collection<T> all, Each<T> action) throws Exception {
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (T each : all) {
            FutureTask<Void> task = new FutureTask<>(() -> {
                action.to(each);
                return null;
            });
            tasks.add(task);
            new Thread(task, "together").start();
        }
        for (FutureTask<Void> task : tasks) {
            task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private interface Each<T> {
        void to(T each) throws Exception;
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
        readings().forEach(Reading::watchGaps);
        event.happens();
        flows();
        Map<String, Reading> stock =
                ALL.get(0).readings().stream().collect(Collectors.toMap(Reading::protocol, Function.identity()));
        readings().forEach(reading -> isNoWorse(reading, stock.get(reading.protocol())));
        arrives();
        COPIES.forEach((name, copying) ->
                assertThat(copying.doubled()).as("copies of %s", name).isEmpty());
    }

    private static void isNoWorse(Reading reading, Reading stock) {
        Map<Integer, Duration> gaps = stock.longestGaps();
        assertThat(reading.longestGaps())
                .as("gaps of %s; stock: %s", reading, gaps)
                .allSatisfy((partition, gap) -> assertThat(gap)
                        .isLessThanOrEqualTo(
                                gaps.get(partition).multipliedBy(3).dividedBy(2).plus(SLACK)));
    }

    /** Waits until all that has been acknowledged by now is there. */
    private static void arrives() {
        for (Traffic traffic : ALL) {
            Set<String> acknowledged = Set.copyOf(traffic.acknowledged());
            traffic.readings().forEach(reading -> arrives(reading, acknowledged, reading.received()));
            Copying copying = COPIES.get(traffic.name());
            if (copying != null) {
                arrives(copying, acknowledged, copying.copies());
            }
        }
    }

    private static void arrives(Object whose, Set<String> acknowledged, Set<String> received) {
        await("all of " + whose, () -> received.containsAll(acknowledged));
    }

    /** Waits until each partition has brought everybody something that was sent after now. */
    private static void flows() {
        Map<Reading, Integer> sent = new LinkedHashMap<>();
        ALL.forEach(traffic -> traffic.readings().forEach(reading -> sent.put(reading, traffic.sent())));
        sent.forEach((reading, key) -> await("records of " + reading, () -> reading.isBeyond(key)));
    }

    private static List<Reading> readings() {
        return ALL.stream().flatMap(traffic -> traffic.readings().stream()).toList();
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(PATIENCE).pollDelay(Duration.ZERO).until(condition);
    }
}
