package dev.plinth.cli.kafka;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends a record per call, and waits for the broker's word if that is the operation, else only for memory, of which
 * the producer has as much as it has by default.
 */
final class ProducingCaller implements KafkaCaller {

    private final Producer<byte[], byte[]> producer;
    private final byte[][] values;
    private final String topic;
    private final boolean acknowledged;
    private volatile Exception failure;

    ProducingCaller(Producer<byte[], byte[]> producer, KafkaOperation operation) {
        this.producer = producer;
        this.values = KafkaDataset.values(operation.size());
        this.topic = KafkaDataset.sink(operation.size());
        this.acknowledged = operation.what().equals(KafkaOperation.ACKNOWLEDGED);
    }

    @Override
    public void call(int n) throws Exception {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, values[n & values.length - 1]);
        if (acknowledged) {
            producer.send(record).get(30, TimeUnit.SECONDS);
            return;
        }
        producer.send(record, (metadata, error) -> {
            if (error != null) {
                failure = error;
            }
        });
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
