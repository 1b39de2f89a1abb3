package dev.plinth.cli.kafka;

import dev.plinth.cli.load.Line;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Records on their way through the broker: one producer, and one consumer on a thread of its own. */
final class Passage implements KafkaClients {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Producer<byte[], byte[]> producer;
    private final Consumer<byte[], byte[]> consumer;
    private final byte[][] values;
    private final TopicPartition partition;
    private final Thread reader = new Thread(this::read, "reader");
    private final CountDownLatch ready = new CountDownLatch(1);
    /** Records come back in the order in which they were sent. */
    private final Queue<Line.Completion> onTheirWay = new ConcurrentLinkedQueue<>();

    private volatile boolean closed;

    /** @param number the contestant's: what others send is none of its business */
    Passage(
            KafkaOperation operation,
            int number,
            Producer<byte[], byte[]> producer,
            Consumer<byte[], byte[]> consumer) {
        this.producer = producer;
        this.consumer = consumer;
        this.values = KafkaDataset.values(operation.size());
        this.partition = new TopicPartition(KafkaDataset.passage(operation.size()), number);
        reader.setDaemon(true);
        reader.start();
    }

    Line.Issuer issuer(Line.Completion completion) {
        try {
            ready.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        producer.partitionsFor(partition.topic()); // so that the first record does not wait for it
        return n -> send(values[n & values.length - 1], completion);
    }

    private synchronized void send(byte[] value, Line.Completion completion) {
        onTheirWay.add(completion);
        producer.send(
                new ProducerRecord<>(partition.topic(), partition.partition(), null, value), (metadata, error) -> {
                    if (error != null) {
                        completion.done(error);
                    }
                });
    }

    private void read() {
        try (consumer) {
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            consumer.position(partition);
            ready.countDown();
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    onTheirWay
                            .remove()
                            .done(
                                    record.value().length == values[0].length
                                            ? null
                                            : new IllegalStateException("a record of " + record.value().length));
                }
            }
        } catch (RuntimeException e) {
            onTheirWay.forEach(completion -> completion.done(e));
            ready.countDown();
        }
    }

    @Override
    public void close() {
        closed = true;
        producer.close(Duration.ofSeconds(5));
        try {
            reader.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
