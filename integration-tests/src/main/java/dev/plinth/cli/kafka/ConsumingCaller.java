package dev.plinth.cli.kafka;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Takes a record per call, from a topic that is read from the beginning again whenever its end is reached. */
final class ConsumingCaller implements KafkaCaller {

    private static final Duration POLL = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends;
    private final int size;
    private Iterator<ConsumerRecord<byte[], byte[]>> records =
            List.<ConsumerRecord<byte[], byte[]>>of().iterator();

    ConsumingCaller(Consumer<byte[], byte[]> consumer, KafkaOperation operation) {
        this.consumer = consumer;
        this.size = operation.size();
        String topic = KafkaDataset.source(operation.size(), operation.compression());
        List<TopicPartition> partitions = IntStream.range(0, KafkaDataset.PARTITIONS)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        ends = ends(partitions, KafkaDataset.records(operation.size()));
    }

    /** Once the topic has all its records. */
    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions, long records) {
        long start = System.nanoTime();
        Map<TopicPartition, Long> now = consumer.endOffsets(partitions);
        while (now.values().stream().mapToLong(Long::longValue).sum() < records) {
            if (System.nanoTime() - start > POLL.toNanos()) {
                throw new IllegalStateException("the topic has only " + now + " of " + records + " records");
            }
            LockSupport.parkNanos(10_000_000);
            now = consumer.endOffsets(partitions);
        }
        return now;
    }

    @Override
    public void call(int n) {
        if (!records.hasNext()) {
            poll();
        }
        if (records.next().value().length != size) {
            throw new IllegalStateException("a record has not " + size + " bytes");
        }
    }

    private void poll() {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        if (polled.isEmpty()) {
            throw new IllegalStateException("no record came within " + POLL);
        }
        for (TopicPartition partition : polled.partitions()) {
            if (consumer.position(partition) >= ends.get(partition)) {
                consumer.seek(partition, 0);
            }
        }
        records = polled.iterator();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
