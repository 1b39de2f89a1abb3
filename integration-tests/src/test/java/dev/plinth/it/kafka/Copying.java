package dev.plinth.it.kafka;

import dev.plinth.kafka.KafkaAdapter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Copies a topic into another in transactions, exactly once, and reads what was committed there. */
final class Copying {

    private final Make make;
    private final KafkaAdapter adapter;
    private final Disposable copying;
    private final Thread reading;
    private final Set<String> copies = ConcurrentHashMap.newKeySet();
    private final Collection<String> doubled = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean ends;

    /**
     * @param settings of the clients that copy
     * @param from the topic
     * @param to another, of one partition
     */
    Copying(Make make, Map<String, Object> settings, String from, String to) {
        this.make = make;
        this.adapter = make.runtime().blockOn(KafkaAdapter.connect(make.runtime(), settings));
        this.copying = adapter.receiver(
                        List.of(from),
                        Map.of(
                                "group.id",
                                to,
                                "auto.offset.reset",
                                "earliest",
                                "heartbeat.interval.ms",
                                300,
                                "isolation.level",
                                "read_committed",
                                "fetch.min.bytes", // a transaction for some records, not for each
                                10_000,
                                "fetch.max.wait.ms",
                                100),
                        new StringDeserializer(),
                        new StringDeserializer())
                .process(
                        Map.of(
                                "transactional.id",
                                to,
                                "transaction.timeout.ms",
                                10_000,
                                "max.block.ms",
                                3_000,
                                "request.timeout.ms",
                                2_000,
                                "delivery.timeout.ms",
                                90_000),
                        new StringSerializer(),
                        new StringSerializer(),
                        record -> Mono.just(new ProducerRecord<>(to, record.key(), record.value())))
                .doOnError(error -> failures.incrementAndGet())
                .retry()
                .subscribe();
        this.reading = new Thread(() -> read(new TopicPartition(to, 0)), "copies-" + make.name());
        reading.start();
    }

    /** By itself, not in a group: it sees each record of the log once, whatever happens. */
    private void read(TopicPartition partition) {
        try (Consumer<String, String> consumer = make.consumer(Map.of("isolation.level", "read_committed"))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (!ends) {
                consumer.poll(Duration.ofMillis(50)).forEach(record -> {
                    if (!copies.add(record.key())) {
                        doubled.add(record.key());
                    }
                });
            }
        }
    }

    String name() {
        return make.name();
    }

    Set<String> copies() {
        return copies;
    }

    /** What was there already when it came. */
    Collection<String> doubled() {
        return doubled;
    }

    void close() throws InterruptedException {
        copying.dispose();
        ends = true;
        reading.join();
        adapter.close();
    }

    @Override
    public String toString() {
        return "copies of " + make.name() + ", begun anew " + failures + " times";
    }
}
