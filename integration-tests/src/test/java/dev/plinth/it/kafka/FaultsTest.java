package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.it.redis.Backends;
import dev.plinth.kafka.KafkaConfig;
import dev.plinth.kafka.PlinthKafka;
import dev.plinth.servers.KafkaCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Brokers that are lost while records pass; stock kafka-clients and every backend go through it side by side. */
class FaultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** What a gap may differ by where many clients share two processors. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    @Test
    void aPartitionsLeaderIsLost() throws Exception {
        try (KafkaCluster cluster = KafkaCluster.builder().brokers(3).start()) {
            run(cluster, 3, () -> cluster.node(1).kill());
        }
    }

    private static void run(KafkaCluster cluster, int copies, Runnable fault) throws Exception {
        List<AsyncRuntime> runtimes = new ArrayList<>();
        List<Traffic> all = new ArrayList<>();
        try {
            all.add(new Traffic(
                    "stock",
                    topic(cluster, "stock", copies),
                    config ->
                            new KafkaProducer<>(with(cluster, config), new StringSerializer(), new StringSerializer()),
                    config -> new KafkaConsumer<>(
                            with(cluster, config), new StringDeserializer(), new StringDeserializer())));
            for (String backend : Backends.expected().toList()) {
                AsyncRuntime runtime = AsyncRuntime.create(RuntimeConfig.builder()
                        .backend(backend)
                        .cores(1)
                        .set(KafkaConfig.TRANSPORT, "plinth")
                        .build());
                runtimes.add(runtime);
                all.add(new Traffic(
                        backend,
                        topic(cluster, backend, copies),
                        config -> PlinthKafka.producer(
                                runtime, with(cluster, config), new StringSerializer(), new StringSerializer()),
                        config -> PlinthKafka.consumer(
                                runtime, with(cluster, config), new StringDeserializer(), new StringDeserializer())));
            }
            flows(all, 100);
            all.forEach(Traffic::watchGaps);
            fault.run();
            flows(all, 100);
            for (Traffic traffic : all) {
                traffic.stopSending();
            }
            for (Traffic traffic : all) {
                Awaitility.await("all of " + traffic.name())
                        .atMost(PATIENCE)
                        .until(() -> new HashSet<>(traffic.received()).containsAll(traffic.acknowledged()));
                assertThat(traffic.received()).as(traffic.name()).doesNotHaveDuplicates();
                assertThat(traffic.longestGap())
                        .as("gap of %s", traffic.name())
                        .isLessThanOrEqualTo(all.get(0)
                                .longestGap()
                                .multipliedBy(3)
                                .dividedBy(2)
                                .plus(SLACK));
            }
        } finally {
            for (Traffic traffic : all) {
                traffic.close();
            }
            runtimes.forEach(AsyncRuntime::close);
        }
    }

    /** Waits until everybody has received so many records more. */
    private static void flows(List<Traffic> all, int more) {
        Map<Traffic, Integer> before = new HashMap<>();
        all.forEach(traffic -> before.put(traffic, traffic.count()));
        for (Traffic traffic : all) {
            Awaitility.await("records of " + traffic.name())
                    .atMost(PATIENCE)
                    .until(() -> traffic.count() >= before.get(traffic) + more);
        }
    }

    private static Map<String, Object> with(KafkaCluster cluster, Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(config);
        all.put("bootstrap.servers", cluster.bootstrap());
        return all;
    }

    private static String topic(KafkaCluster cluster, String name, int copies) throws Exception {
        try (Admin admin = Admin.create(with(cluster, Map.of()))) {
            admin.createTopics(List.of(new NewTopic("faults-" + name, 3, (short) copies)))
                    .all()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        return "faults-" + name;
    }
}
