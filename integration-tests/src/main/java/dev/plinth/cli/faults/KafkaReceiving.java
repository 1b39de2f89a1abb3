package dev.plinth.cli.faults;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.kafka.KafkaAdapter;
import dev.plinth.kafka.Received;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import reactor.core.Disposable;

/** Receiving records at least once. Each way gives what ends it. */
final class KafkaReceiving {

    private static final Duration POLL = Duration.ofMillis(100);

    private KafkaReceiving() {}

    /** Settings of the consumers of a group, the same for all: what is lost is missed soon. */
    static Map<String, Object> consuming(String group) {
        Map<String, Object> config = new HashMap<>();
        config.put("group.id", group);
        config.put("auto.offset.reset", "earliest");
        config.put("enable.auto.commit", false);
        config.put("request.timeout.ms", 5_000);
        config.put("default.api.timeout.ms", 10_000);
        config.put("session.timeout.ms", 10_000);
        config.put("heartbeat.interval.ms", 500);
        return config;
    }

    static Runnable stock(String servers, String place, Arrivals coming) {
        Map<String, Object> config = consuming(place);
        config.put("bootstrap.servers", servers);
        KafkaLoop loop = KafkaLoop.start(
                "stock-" + place,
                () -> new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer()),
                (consumer, ends) -> {
                    consumer.subscribe(List.of(place));
                    while (!ends.isNow()) {
                        ConsumerRecords<String, String> records = consumer.poll(POLL);
                        for (ConsumerRecord<String, String> record : records) {
                            coming.came(record.value());
                        }
                        if (!records.isEmpty()) {
                            consumer.commitSync();
                        }
                    }
                });
        return loop::close;
    }

    static Runnable plinth(AsyncRuntime runtime, String servers, String place, Arrivals coming) {
        KafkaAdapter adapter =
                runtime.blockOn(KafkaAdapter.connect(runtime, Map.<String, Object>of("bootstrap.servers", servers)));
        Map<String, Object> config = consuming(place);
        config.put("auto.commit.interval.ms", 500);
        Disposable receiving = adapter.receiver(
                        List.of(place), config, new StringDeserializer(), new StringDeserializer())
                .receive()
                .doOnNext(received -> came(received, coming))
                .retry()
                .subscribe();
        return () -> {
            receiving.dispose();
            adapter.close();
        };
    }

    private static void came(Received<String, String> received, Arrivals coming) {
        coming.came(received.value());
        received.acknowledge();
    }
}
