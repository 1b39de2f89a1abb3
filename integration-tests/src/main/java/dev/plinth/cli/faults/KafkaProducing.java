package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.kafka.PlinthKafka;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Producing records, each stored once. */
final class KafkaProducing {

    private static final Duration CLOSE = Duration.ofSeconds(5);

    private KafkaProducing() {}

    /** Settings, the same for both: errors show within the suite's patience. */
    private static Map<String, Object> config(String servers) {
        return Map.of(
                "bootstrap.servers", servers,
                "acks", "all",
                "enable.idempotence", true,
                "linger.ms", 0,
                "request.timeout.ms", 5_000,
                "delivery.timeout.ms", 20_000,
                "max.block.ms", 20_000);
    }

    static Producer<String, String> stock(String servers) {
        return new KafkaProducer<>(config(servers), new StringSerializer(), new StringSerializer());
    }

    static Producer<String, String> plinth(AsyncRuntime runtime, String servers) {
        return PlinthKafka.producer(runtime, config(servers), new StringSerializer(), new StringSerializer());
    }

    /** The suite's own, which puts into a topic what others are to receive. */
    static Producer<String, String> feeding(String servers) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "delivery.timeout.ms", 30_000, "request.timeout.ms", 5_000),
                new StringSerializer(),
                new StringSerializer());
    }

    /** Completes with null, since a broker says nothing but yes. */
    static CompletionStage<String> send(Producer<String, String> producer, String topic, String text) {
        CompletableFuture<String> sent = new CompletableFuture<>();
        producer.send(new ProducerRecord<>(topic, text), (metadata, error) -> {
            if (error == null) {
                sent.complete(null);
            } else {
                sent.completeExceptionally(error);
            }
        });
        return sent;
    }

    static void close(Producer<String, String> producer) {
        producer.close(CLOSE);
    }
}
