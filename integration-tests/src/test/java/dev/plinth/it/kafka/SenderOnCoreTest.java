package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.kafka.KafkaAdapter;
import dev.plinth.kafka.KafkaConfig;
import dev.plinth.kafka.KafkaSender;
import dev.plinth.kafka.PlinthKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Producers that a core runs. */
class SenderOnCoreTest extends KafkaSuite {

    private KafkaSender<String, String> sender(Map<String, Object> more) {
        return runtime.blockOn(adapter.sender(more, new StringSerializer(), new StringSerializer()));
    }

    private Set<Integer> cores(KafkaSender<String, String> sender, String topic, int from, int count) {
        Set<Integer> cores = ConcurrentHashMap.newKeySet();
        Flux.range(from, count)
                .flatMap(i -> sender.send(new ProducerRecord<>(topic, "k" + i, "v" + i))
                        .doOnNext(sent -> cores.add(runtime.currentCore())))
                .blockLast(PATIENCE);
        return cores;
    }

    /** Not from the first record on: connecting is the thread's. */
    @Test
    void resultsComeOnTheCoreOfTheConnections() {
        String topic = broker.topic(unique("core"), 3);
        KafkaSender<String, String> sender = sender(Map.of());
        assertThat(adapter.info().get("producers run by")).matches("core \\d");
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(cores(sender, topic, 0, 10))
                        .singleElement()
                        .satisfies(core -> assertThat(core).isNotEqualTo(AsyncRuntime.NO_CORE)));
        assertThat(cores(sender, topic, 10, 2_000)).hasSize(1).doesNotContain(AsyncRuntime.NO_CORE);
        sender.flush().block(PATIENCE);
    }

    @Test
    void aSenderOfARuntimeThatHasEndedCloses() {
        AsyncRuntime other = other("auto");
        KafkaAdapter on = other.blockOn(KafkaAdapter.connect(other, "kafka://" + broker.servers()));
        String topic = broker.topic(unique("ended"), 1);
        KafkaSender<String, String> sender =
                other.blockOn(on.sender(Map.of(), new StringSerializer(), new StringSerializer()));
        sender.sendAll(Flux.range(0, 100).map(i -> new ProducerRecord<>(topic, "k" + i, "v")), 10)
                .blockLast(PATIENCE);
        other.close();
        on.shutdown().block(PATIENCE);
        String thread = "kafka-producer-network-thread | "
                + sender.producer().metrics().keySet().iterator().next().tags().get("client-id");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(running -> running.getName().equals(thread)));
    }

    private AsyncRuntime other(String thread) {
        return AsyncRuntime.create(RuntimeConfig.builder()
                .backend(backend)
                .cores(1)
                .set(KafkaConfig.TRANSPORT, "plinth")
                .set(KafkaConfig.PRODUCER_THREAD, thread)
                .build());
    }

    /** TLS and SASL are in SecurityTest; here is what a service's own producer does on a core, and what it keeps off. */
    @Test
    void producersOfOnesOwnRunThereIfAskedTo() throws Exception {
        String topic = broker.topic(unique("own"), 2);
        try (AsyncRuntime other = other("core");
                KafkaAdapter on = other.blockOn(KafkaAdapter.connect(other, "kafka://" + broker.servers()))) {
            Producer<String, String> producer = on.producer(
                    Map.of("batch.size", 4_000, "compression.type", "lz4"),
                    new StringSerializer(),
                    new StringSerializer());
            assertThat(on.info()).containsEntry("producers run by", "core 0");
            sendAll(producer, topic, 0, 5_000);
            producer.send(new ProducerRecord<>(topic, "large", "x".repeat(900_000)))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Producer<String, String> transactional = on.producer(
                    Map.of("transactional.id", unique("tx")), new StringSerializer(), new StringSerializer());
            assertThat(on.info().get("producers run by")).contains("core 0", "its own thread (transactions");
            transactional.initTransactions();
            producer.close(Duration.ofSeconds(10));
        }
        try (Consumer<String, String> consumer = consumer(group(unique("g"), "classic"))) {
            consumer.subscribe(List.of(topic));
            assertThat(poll(consumer, 5_001))
                    .extracting(ConsumerRecord::key)
                    .hasSize(5_001)
                    .doesNotHaveDuplicates();
        }
    }

    /** Its memory is full before it is connected, so that its callers wake the core with every record. */
    @Test
    void aProducerThatIsFloodedFromTheFirstRecordOnTakesThemAll() throws Exception {
        String topic = broker.topic(unique("flood"), 3);
        byte[] value = new byte[1_000];
        AtomicInteger taken = new AtomicInteger();
        int records = 1_000;
        try (AsyncRuntime other = other("core")) {
            for (int i = 1; i <= 3; i++) {
                try (Producer<byte[], byte[]> producer = PlinthKafka.producer(
                        other,
                        Map.of(
                                "bootstrap.servers",
                                broker.servers(),
                                "buffer.memory",
                                256 << 10,
                                "max.block.ms",
                                PATIENCE.toMillis()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
                    for (int n = 0; n < records; n++) {
                        producer.send(new ProducerRecord<>(topic, value), (metadata, error) -> {
                            if (error == null) {
                                taken.incrementAndGet();
                            }
                        });
                    }
                }
                assertThat(taken).hasValue(i * records);
            }
        }
    }
}
