package dev.plinth.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.servers.KafkaCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

class PlinthKafkaTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static KafkaCluster cluster;
    private static AsyncRuntime runtime;

    @BeforeAll
    static void start() throws Exception {
        cluster = KafkaCluster.start();
        runtime = AsyncRuntime.create(RuntimeConfig.builder()
                .cores(1)
                .set(KafkaConfig.TRANSPORT, "plinth")
                .set(KafkaConfig.MAX_UNACKNOWLEDGED, 50)
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

    @Test
    void whatIsNotAcknowledgedHoldsUpItsPartitionAlone() throws Exception {
        int each = 300;
        int polled = 20;
        try (KafkaAdapter adapter =
                runtime.blockOn(KafkaAdapter.connect(runtime, Map.of("bootstrap.servers", cluster.bootstrap())))) {
            adapter.admin()
                    .createTopics(List.of(new NewTopic("acks", 2, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            runtime.blockOn(runtime.blockOn(adapter.sender(Map.of(), new StringSerializer(), new StringSerializer()))
                    .sendAll(Flux.range(0, 2 * each).map(i -> new ProducerRecord<>("acks", i % 2, "k" + i, "v")), 100)
                    .then());
            Queue<Received<String, String>> forgotten = new ConcurrentLinkedQueue<>();
            AtomicInteger acknowledged = new AtomicInteger();
            AtomicBoolean remembers = new AtomicBoolean();
            Disposable receiving = adapter.receiver(
                            List.of("acks"),
                            Map.of("group.id", "acks", "auto.offset.reset", "earliest", "max.poll.records", polled),
                            new StringDeserializer(),
                            new StringDeserializer())
                    .receive()
                    .subscribe(received -> {
                        if (received.record().partition() == 0 && !remembers.get()) {
                            forgotten.add(received);
                        } else {
                            assertThat(received.acknowledge()).isTrue();
                            acknowledged.incrementAndGet();
                        }
                    });
            Awaitility.await().atMost(PATIENCE).until(() -> acknowledged.get() == each);
            Awaitility.await().atMost(PATIENCE).until(() -> forgotten.size() >= 50);
            Awaitility.await()
                    .during(Duration.ofMillis(500))
                    .atMost(PATIENCE)
                    .until(() -> forgotten.size() < 50 + 2 * polled);
            remembers.set(true);
            forgotten.forEach(Received::acknowledge);
            Awaitility.await().atMost(PATIENCE).until(() -> acknowledged.get() + forgotten.size() == 2 * each);
            receiving.dispose();
        }
    }
}
