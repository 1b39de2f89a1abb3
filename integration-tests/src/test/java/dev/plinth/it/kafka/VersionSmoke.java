package dev.plinth.it.kafka;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.kafka.KafkaConfig;
import dev.plinth.kafka.PlinthKafka;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A program for a JVM with another version of kafka-clients: {@code VersionSmoke SERVERS TOPIC}. */
final class VersionSmoke {

    private static final int RECORDS = 200;

    private VersionSmoke() {}

    public static void main(String[] args) throws Exception {
        String topic = args[1];
        try (AsyncRuntime runtime = AsyncRuntime.create(RuntimeConfig.builder()
                .cores(1)
                .set(KafkaConfig.TRANSPORT, "plinth")
                .build())) {
            try (Admin admin = PlinthKafka.admin(runtime, Map.of("bootstrap.servers", args[0]))) {
                admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1)))
                        .all()
                        .get(30, TimeUnit.SECONDS);
            }
            try (Producer<String, String> producer = PlinthKafka.producer(
                    runtime, Map.of("bootstrap.servers", args[0]), new StringSerializer(), new StringSerializer())) {
                for (int i = 0; i < RECORDS; i++) {
                    producer.send(new ProducerRecord<>(topic, "k" + i, "v"));
                }
            }
            for (String protocol : List.of("classic", "consumer")) {
                int count = consume(runtime, args[0], topic, protocol);
                System.out.println(protocol + ": " + count);
            }
        }
        System.exit(0);
    }

    private static int consume(AsyncRuntime runtime, String servers, String topic, String protocol) {
        Set<String> keys = new HashSet<>();
        try (Consumer<String, String> consumer = PlinthKafka.consumer(
                runtime,
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "group.id",
                        topic + protocol,
                        "group.protocol",
                        protocol,
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (keys.size() < RECORDS && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> keys.add(record.key()));
            }
        }
        return keys.size();
    }
}
