package dev.plinth.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.errors.TimeoutException;

/** What a producer that never blocks ({@code max.block.ms} is 0) can take at the moment. */
final class ProducerRoom {

    /** Bytes of free memory that a record is not kept waiting with: several threads may take of them at once. */
    private static final double MEMORY_MARGIN = 1 << 20;

    private static final long METADATA_NANOS = Duration.ofSeconds(2).toNanos();

    private final Producer<?, ?> producer;
    /** When the producer was last asked for, or sent to, a topic: it forgets those that are not used. */
    private final Map<String, AtomicLong> knownTopics = new ConcurrentHashMap<>();

    private final Metric freeMemory;
    private final double memoryMargin;

    ProducerRoom(Producer<?, ?> producer) {
        this.producer = producer;
        this.freeMemory = metric(producer, "buffer-available-bytes");
        Metric total = metric(producer, "buffer-total-bytes");
        this.memoryMargin = total == null ? 0 : Math.min(MEMORY_MARGIN, number(total) / 4);
    }

    private static Metric metric(Producer<?, ?> producer, String name) {
        return producer.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .map(Map.Entry::getValue)
                .findAny()
                .orElse(null);
    }

    private static double number(Metric metric) {
        return ((Number) metric.metricValue()).doubleValue();
    }

    boolean hasMemory() {
        return freeMemory == null || number(freeMemory) >= memoryMargin;
    }

    boolean hasMetadata(String topic) {
        long now = System.nanoTime();
        AtomicLong used = knownTopics.get(topic);
        if (used != null && now - used.get() < METADATA_NANOS) {
            return true;
        }
        try {
            producer.partitionsFor(topic); // asks for the metadata; does not wait for it
            knownTopics.computeIfAbsent(topic, name -> new AtomicLong()).set(now);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (RuntimeException e) {
            return true; // so the producer tells
        }
    }
}
