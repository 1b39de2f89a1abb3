package dev.plinth.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record that waits to be acknowledged; from {@link KafkaReceiver#receive()}. */
public final class Received<K, V> {

    private final ConsumerRecord<K, V> record;
    private final PartitionAcks acks;

    Received(ConsumerRecord<K, V> record, PartitionAcks acks) {
        this.record = record;
        this.acks = acks;
    }

    /** The record. */
    public ConsumerRecord<K, V> record() {
        return record;
    }

    /** {@code record().value()}. */
    public V value() {
        return record.value();
    }

    /**
     * Says that the record has been dealt with; callable from any thread, in any order. Offsets are committed up to
     * the first record that has not been acknowledged, at intervals ({@code auto.commit.interval.ms}), when the
     * partition is given up, and at the end.
     *
     * @return whether that was in time: false once the partition has been given to another consumer, which will
     *     get the record, too
     */
    public boolean acknowledge() {
        return acks.acknowledge(record.offset());
    }

    @Override
    public String toString() {
        return "record " + record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
