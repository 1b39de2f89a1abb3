package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.kafka.KafkaAdapter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Copying records exactly once. Each way gives what ends it. What was committed is read by a way without faults. */
final class KafkaCopying {

    private static final Duration POLL = Duration.ofMillis(100);

    private KafkaCopying() {}

    /** Where the copies go. */
    static String copies(String place) {
        return place + "-copies";
    }

    static Runnable stock(String servers, String direct, String place, Arrivals coming) {
        Map<String, Object> config = KafkaReceiving.consuming(place);
        config.put("bootstrap.servers", servers);
        config.put("isolation.level", "read_committed");
        KafkaLoop loop = KafkaLoop.start(
                "stock-" + place,
                () -> new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer()),
                (consumer, ends) -> copy(consumer, ends, servers, place));
        Runnable watching = watch(direct, place, coming);
        return () -> {
            loop.close();
            watching.run();
        };
    }

    /** As kafka-clients' documentation has it; whatever goes wrong, both clients are made anew, which fences the old ones. */
    private static void copy(Consumer<String, String> consumer, KafkaLoop.Ending ends, String servers, String place) {
        Map<String, Object> config = transactions(place);
        config.put("bootstrap.servers", servers);
        Producer<String, String> producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
        try {
            producer.initTransactions();
            consumer.subscribe(List.of(place));
            while (!ends.isNow()) {
                ConsumerRecords<String, String> records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    producer.beginTransaction();
                    for (ConsumerRecord<String, String> record : records) {
                        producer.send(new ProducerRecord<>(copies(place), record.value()));
                    }
                    producer.sendOffsetsToTransaction(records.nextOffsets(), consumer.groupMetadata());
                    producer.commitTransaction();
                }
            }
        } finally {
            producer.close(Duration.ofSeconds(2));
        }
    }

    static Runnable plinth(AsyncRuntime runtime, String servers, String direct, String place, Arrivals coming) {
        KafkaAdapter adapter =
                runtime.blockOn(KafkaAdapter.connect(runtime, Map.<String, Object>of("bootstrap.servers", servers)));
        Map<String, Object> config = KafkaReceiving.consuming(place);
        config.put("isolation.level", "read_committed");
        Disposable copying = adapter.receiver(
                        List.of(place), config, new StringDeserializer(), new StringDeserializer())
                .process(
                        transactions(place),
                        new StringSerializer(),
                        new StringSerializer(),
                        record -> Mono.just(new ProducerRecord<String, String>(copies(place), record.value())))
                .retry()
                .subscribe();
        Runnable watching = watch(direct, place, coming);
        return () -> {
            copying.dispose();
            adapter.close();
            watching.run();
        };
    }

    /** Settings of the producers, the same for all. */
    private static Map<String, Object> transactions(String place) {
        Map<String, Object> config = new HashMap<>();
        config.put("transactional.id", place);
        config.put("transaction.timeout.ms", 10_000);
        config.put("linger.ms", 0);
        config.put("request.timeout.ms", 2_000);
        config.put("max.block.ms", 5_000);
        config.put("delivery.timeout.ms", 10_000);
        return config;
    }

    /** Reads by itself, in no group: it sees each record of the log once, whatever happens. */
    private static Runnable watch(String direct, String place, Arrivals coming) {
        TopicPartition partition = new TopicPartition(copies(place), 0);
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                direct,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed",
                "request.timeout.ms",
                5_000);
        AtomicLong next = new AtomicLong(); // also for the consumer that comes after one that failed
        KafkaLoop loop = KafkaLoop.start(
                "watch-" + place,
                () -> new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer()),
                (consumer, ends) -> {
                    consumer.assign(List.of(partition));
                    consumer.seek(partition, next.get());
                    while (!ends.isNow()) {
                        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                            next.set(record.offset() + 1);
                            coming.came(record.value());
                        }
                    }
                });
        return loop::close;
    }
}
