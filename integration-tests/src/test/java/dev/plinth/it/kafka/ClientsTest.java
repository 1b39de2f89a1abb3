package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plinth.it.faults.Log;
import dev.plinth.kafka.PlinthKafka;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.network.Selector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** kafka-clients' own objects. */
class ClientsTest extends KafkaSuite {

    @Test
    void bothKindsOfConsumersGetAllOfIt() throws Exception {
        String topic = broker.topic(unique("both"), 3);
        try (Producer<String, String> producer = producer(Map.of("compression.type", "lz4"))) {
            sendAll(producer, topic, 0, 3_000);
            producer.send(new ProducerRecord<>(
                            topic, null, "large", "x".repeat(900_000), List.of(new RecordHeader("h", new byte[] {7}))))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        for (String protocol : List.of("classic", "consumer")) {
            try (Consumer<String, String> consumer = consumer(group(unique("g"), protocol))) {
                consumer.subscribe(List.of(topic));
                List<ConsumerRecord<String, String>> records = poll(consumer, 3_001);
                assertThat(records)
                        .extracting(ConsumerRecord::key)
                        .hasSize(3_001)
                        .doesNotHaveDuplicates();
                assertThat(records)
                        .filteredOn(record -> record.key().equals("large"))
                        .singleElement()
                        .satisfies(record -> {
                            assertThat(record.value()).hasSize(900_000);
                            assertThat(record.headers().lastHeader("h").value()).containsExactly(7);
                        });
            }
        }
    }

    @Test
    void anAbortedTransactionIsNotSeen() throws Exception {
        String topic = broker.topic(unique("tx"), 1);
        try (Producer<String, String> producer = producer(Map.of("transactional.id", unique("tx")))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "aborted", "x"));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "committed", "x"));
            producer.commitTransaction();
        }
        Map<String, Object> config = new HashMap<>(group(unique("g"), "classic"));
        config.put("isolation.level", "read_committed");
        try (Consumer<String, String> consumer = consumer(config)) {
            consumer.subscribe(List.of(topic));
            assertThat(poll(consumer, 1)).extracting(ConsumerRecord::key).containsExactly("committed");
        }
    }

    @Test
    void theSelectorsMetricsCountOn() throws Exception {
        String topic = broker.topic(unique("metrics"), 1);
        try (Producer<String, String> producer = producer(Map.of("client.id", "metered"))) {
            sendAll(producer, topic, 0, 10);
            assertThat(metric(producer, "producer-metrics", "connection-count")).isGreaterThan(0);
            assertThat(metric(producer, "producer-metrics", "outgoing-byte-total"))
                    .isGreaterThan(100);
            assertThat(metric(producer, "producer-metrics", "incoming-byte-total"))
                    .isGreaterThan(100);
            assertThat(metric(producer, "producer-metrics", "response-total")).isGreaterThan(2);
            assertThat(metric(producer, "producer-node-metrics", "request-total"))
                    .isGreaterThan(0);
        }
    }

    private static double metric(Producer<?, ?> producer, String group, String name) {
        return producer.metrics().entrySet().stream()
                .filter(entry -> is(entry.getKey(), group, name))
                .mapToDouble(entry -> ((Number) entry.getValue().metricValue()).doubleValue())
                .sum();
    }

    private static boolean is(MetricName metric, String group, String name) {
        return metric.group().equals(group) && metric.name().equals(name);
    }

    @Test
    void idleConnectionsAreClosed() throws Exception {
        String topic = broker.topic(unique("idle"), 1);
        try (Producer<String, String> producer =
                producer(Map.of("connections.max.idle.ms", 300, "metadata.max.age.ms", 500))) {
            sendAll(producer, topic, 0, 1);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> metric(producer, "producer-metrics", "connection-close-total") > 0);
            sendAll(producer, topic, 1, 2); // and are opened again when they are needed
        }
    }

    @Test
    void theSelectorsLogSaysWhoseItIs() {
        String topic = broker.topic(unique("log"), 1);
        for (String protocol : List.of("classic", "consumer")) {
            Map<String, Object> config = group(unique("logged"), protocol);
            config.put("client.id", unique("client"));
            try (Log log = Log.of(Selector.class);
                    Consumer<String, String> consumer = consumer(config)) {
                consumer.subscribe(List.of(topic));
                Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                    consumer.poll(Duration.ofMillis(20));
                    assertThat(log.text())
                            .contains("[Consumer clientId=" + config.get("client.id") + ", groupId="
                                    + config.get("group.id") + "] Created socket");
                });
            }
        }
    }

    @Test
    void onACoreNoClientIsMade() {
        assertThatThrownBy(() -> runtime.blockOn(runtime.spawnOn(
                        0, () -> PlinthKafka.admin(runtime, Map.of("bootstrap.servers", broker.servers())))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("core 0");
    }
}
