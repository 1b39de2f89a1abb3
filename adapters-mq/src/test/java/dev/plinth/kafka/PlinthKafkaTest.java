package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.servers.KafkaCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlinthKafkaTest {

    private static KafkaCluster cluster;
    private static AsyncRuntime runtime;

    @BeforeAll
    static void start() throws Exception {
        cluster = KafkaCluster.start();
        runtime = AsyncRuntime.create(RuntimeConfig.builder()
                .cores(1)
                .set(KafkaConfig.TRANSPORT, "plinth")
                .build());
    }

    @AfterAll
    static void stop() {
        runtime.close();
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void whatIsProducedIsConsumed(String protocol) throws Exception {
        String topic = "topic-" + protocol;
        try (Admin admin = PlinthKafka.admin(runtime, Map.of("bootstrap.servers", cluster.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1))).all().get(30, TimeUnit.SECONDS);
        }
        try (Producer<String, String> producer = PlinthKafka.producer(
                runtime,
                Map.of("bootstrap.servers", cluster.bootstrap()),
                new StringSerializer(),
                new StringSerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < 5000; i++) {
                sent.add(producer.send(new ProducerRecord<>(topic, "k" + i, "v" + i)));
            }
            sent.add(producer.send(new ProducerRecord<>(topic, "large", "x".repeat(900_000))));
            for (Future<?> future : sent) {
                future.get(30, TimeUnit.SECONDS);
            }
        }
        List<String> seen = new ArrayList<>();
        try (Consumer<String, String> consumer = PlinthKafka.consumer(
                runtime,
                Map.of(
                        "bootstrap.servers",
                        cluster.bootstrap(),
                        "group.id",
                        "g-" + protocol,
                        "group.protocol",
                        protocol,
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (seen.size() < 5001 && System.nanoTime() < end) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    seen.add(record.key());
                }
            }
        }
        assertThat(seen).hasSize(5001).doesNotHaveDuplicates();
    }

    @Test
    void anAdapterForgetsTheClientsThatItsCallerCloses() {
        try (KafkaAdapter adapter =
                runtime.blockOn(KafkaAdapter.connect(runtime, Map.of("bootstrap.servers", cluster.bootstrap())))) {
            assertThat(adapter.info()).containsEntry("clients", "1"); // the admin client
            adapter.producer(Map.of(), new StringSerializer(), new StringSerializer())
                    .close();
            adapter.consumer(Map.of("group.id", "g"), new StringDeserializer(), new StringDeserializer())
                    .close();
            assertThat(adapter.info()).containsEntry("clients", "1");
        }
    }
}
