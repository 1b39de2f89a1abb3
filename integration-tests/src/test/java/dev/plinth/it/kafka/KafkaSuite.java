package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.it.containers.SuiteServers;
import dev.plinth.kafka.KafkaAdapter;
import dev.plinth.kafka.KafkaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A theme of the Kafka suite: its tests run once on every backend that must run on this machine. */
@ParameterizedClass(name = "on {0}")
@MethodSource("dev.plinth.it.redis.Backends#expected")
abstract class KafkaSuite {

    static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final AtomicInteger NAMES = new AtomicInteger();

    static AsyncRuntime runtime;

    @Parameter
    String backend;

    static Broker broker;

    KafkaAdapter adapter;

    @BeforeParameterizedClassInvocation
    static void startRuntime(String backend, TestInfo test) {
        broker = SuiteServers.wantedBy(test) ? Broker.sharedInContainer() : Broker.shared();
        runtime = AsyncRuntime.create(RuntimeConfig.builder()
                .backend(backend)
                .cores(2)
                .set(KafkaConfig.TRANSPORT, "plinth")
                .build());
    }

    @AfterParameterizedClassInvocation
    static void stopRuntime() {
        runtime.close();
    }

    @BeforeEach
    void openAdapter() {
        adapter = runtime.blockOn(KafkaAdapter.connect(runtime, "kafka://" + broker.servers()));
        assertThat(adapter.info()).containsEntry("transport", "plinth").containsEntry("backend", backend);
    }

    @AfterEach
    void nothingIsLeftBehind() {
        adapter.close();
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(runtime.stats().connections()).isZero());
    }

    /** A name that no other test has. */
    static String unique(String name) {
        return name + "-" + NAMES.incrementAndGet() + "-"
                + ProcessHandle.current().pid();
    }

    Producer<String, String> producer(Map<String, Object> more) {
        return adapter.producer(more, new StringSerializer(), new StringSerializer());
    }

    Consumer<String, String> consumer(Map<String, Object> more) {
        return adapter.consumer(more, new StringDeserializer(), new StringDeserializer());
    }

    static Map<String, Object> group(String group, String protocol) {
        Map<String, Object> config =
                new HashMap<>(Map.of("group.id", group, "group.protocol", protocol, "auto.offset.reset", "earliest"));
        if (protocol.equals("classic")) {
            config.put(
                    "heartbeat.interval.ms", 500); // by which a member learns of a rebalance; else it is the broker's
        }
        return config;
    }

    /** Polls until so many records have come. */
    static List<ConsumerRecord<String, String>> poll(Consumer<String, String> consumer, int count) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (records.size() < count && System.nanoTime() < end) {
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
        return records;
    }

    static void sendAll(Producer<String, String> producer, String topic, int from, int to) throws Exception {
        List<java.util.concurrent.Future<?>> sent = new ArrayList<>();
        for (int i = from; i < to; i++) {
            sent.add(producer.send(new ProducerRecord<>(topic, "k" + i, "v" + i)));
        }
        for (java.util.concurrent.Future<?> future : sent) {
            future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
