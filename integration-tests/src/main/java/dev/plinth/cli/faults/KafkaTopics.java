package dev.plinth.cli.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The topics of one partition on a broker, by the suite's own way to it.
 *
 * @param servers that way, as {@code host:port}
 */
record KafkaTopics(String servers) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The broker's version, as far as it tells it. */
    String version() throws Exception {
        try (Admin admin = admin()) {
            FeatureMetadata features =
                    admin.describeFeatures().featureMetadata().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return "Kafka, one broker (KRaft), metadata.version "
                    + features.finalizedFeatures().get("metadata.version").maxVersionLevel();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", servers));
    }

    /** Makes new ones, and waits until they can be written to. */
    void make(List<String> topics) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(topics.stream()
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList())
                    .all()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            awaitLeaders(admin, topics);
        }
    }

    /** An idempotent producer that comes before a new partition answers may be out of sequence for long. */
    private static void awaitLeaders(Admin admin, List<String> topics) throws Exception {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        topics.forEach(topic -> ends.put(new TopicPartition(topic, 0), OffsetSpec.latest()));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                admin.listOffsets(ends).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(20);
            }
        }
    }

    /** All that is in one. */
    List<String> texts(String topic) {
        List<String> texts = new ArrayList<>();
        Map<String, Object> config = Map.of("bootstrap.servers", servers, "auto.offset.reset", "earliest");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition all = new TopicPartition(topic, 0);
            consumer.assign(List.of(all));
            long end = consumer.endOffsets(List.of(all), PATIENCE).get(all);
            long patient = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(all, PATIENCE) < end) {
                if (System.nanoTime() > patient) {
                    throw new IllegalStateException("only " + texts.size() + " of " + end + " within " + PATIENCE);
                }
                consumer.poll(Duration.ofMillis(200)).forEach(record -> texts.add(record.value()));
            }
        }
        return texts;
    }
}
