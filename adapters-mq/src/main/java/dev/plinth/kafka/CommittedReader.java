package dev.plinth.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out by reading whether records are committed. */
final class CommittedReader {

    private static final Logger LOG = LoggerFactory.getLogger("dev.plinth.kafka");
    private static final Duration POLL = Duration.ofMillis(100);
    /** For transactions of others to be over that began earlier in the same partition. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Making making;
    private final BooleanSupplier stopped;

    CommittedReader(Making making, BooleanSupplier stopped) {
        this.making = making;
        this.stopped = stopped;
    }

    /** Makes a consumer with these settings besides those that lead to the brokers. */
    interface Making {
        Consumer<byte[], byte[]> consumer(Map<String, Object> settings);
    }

    /**
     * The partitions whose record at the offset was aborted.
     *
     * @throws TimeoutException if that is not to be known yet
     */
    Set<TopicPartition> missing(Map<TopicPartition, Long> offsets) {
        if (offsets.isEmpty()) {
            return Set.of();
        }
        Map<String, Object> settings = Map.of(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "none",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                1);
        try (Consumer<byte[], byte[]> consumer = making.consumer(settings)) {
            return missing(consumer, offsets);
        } catch (AuthorizationException e) {
            LOG.warn(
                    "Whether the last transaction is there cannot be known, since what it wrote may not be read: {}",
                    e.toString());
            return Set.of();
        }
    }

    private Set<TopicPartition> missing(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Long> unknown = new HashMap<>(offsets);
        Set<TopicPartition> missing = new HashSet<>();
        consumer.assign(offsets.keySet());
        offsets.forEach(consumer::seek);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!unknown.isEmpty()) {
            if (stopped.getAsBoolean() || System.nanoTime() - end > 0) {
                throw new TimeoutException("transactions are still open in " + unknown.keySet());
            }
            try {
                look(consumer, unknown, missing);
            } catch (TimeoutException e) {
                LOG.debug("{} do not answer yet", unknown.keySet(), e);
            } catch (OffsetOutOfRangeException e) { // it was there, and is deleted by now
                e.partitions().forEach(unknown::remove);
            }
            consumer.assign(unknown.keySet());
        }
        return missing;
    }

    /** What is committed is handed out, and what is aborted is passed by. */
    private static void look(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> unknown, Set<TopicPartition> missing) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (TopicPartition partition : consumer.assignment()) {
            if (consumer.position(partition, POLL) > unknown.get(partition)) {
                long offset = unknown.remove(partition);
                if (records.records(partition).stream()
                        .mapToLong(ConsumerRecord::offset)
                        .noneMatch(at -> at == offset)) {
                    missing.add(partition);
                }
            }
        }
    }
}
