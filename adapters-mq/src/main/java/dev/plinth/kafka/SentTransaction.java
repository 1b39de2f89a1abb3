package dev.plinth.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** What was sent in a transaction, where it went, and the offsets that are committed with it. */
final class SentTransaction<P, Q> {

    private final List<Sent<P, Q>> sent = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> offsets;

    SentTransaction(Map<TopicPartition, OffsetAndMetadata> offsets) {
        this.offsets = offsets;
    }

    void send(Producer<P, Q> producer, ProducerRecord<P, Q> record) {
        Sent<P, Q> one = new Sent<>(record);
        sent.add(one);
        producer.send(record, one); // a failure is told by the commit
    }

    Map<TopicPartition, OffsetAndMetadata> offsets() {
        return offsets;
    }

    /** Partitions that something of it may be in, each with a record that was sent there. */
    Map<TopicPartition, ProducerRecord<P, Q>> partitions() {
        Map<TopicPartition, ProducerRecord<P, Q>> partitions = new HashMap<>();
        for (Sent<P, Q> one : sent) {
            if (one.at != null && one.at.partition() >= 0) {
                partitions.put(one.partition(), one.record);
            }
        }
        return partitions;
    }

    /** Where it begins in each partition, once it is committed. */
    Map<TopicPartition, Long> begins() {
        Map<TopicPartition, Long> begins = new HashMap<>();
        sent.stream()
                .filter(one -> one.at.hasOffset()) // a record that was sent twice may be answered without
                .forEach(one -> begins.merge(one.partition(), one.at.offset(), Math::min));
        return begins;
    }

    /** What was sent to these partitions, in its order, to just there; once it is committed. */
    List<ProducerRecord<P, Q>> records(Set<TopicPartition> partitions) {
        return sent.stream()
                .filter(one -> partitions.contains(one.partition()))
                .map(one -> copy(one.record, one.partition()))
                .toList();
    }

    /** The same again, to a partition. */
    static <P, Q> ProducerRecord<P, Q> copy(ProducerRecord<P, Q> record, TopicPartition to) {
        return new ProducerRecord<>(
                to.topic(), to.partition(), record.timestamp(), record.key(), record.value(), record.headers());
    }

    /** A record and where it went: the producer says so on its thread, before the commit is answered. */
    private static final class Sent<P, Q> implements Callback {

        private final ProducerRecord<P, Q> record;
        private volatile RecordMetadata at;

        Sent(ProducerRecord<P, Q> record) {
            this.record = record;
        }

        @Override
        public void onCompletion(RecordMetadata metadata, Exception error) {
            at = metadata; // with an error, too: it may have been stored all the same
        }

        TopicPartition partition() {
            return new TopicPartition(at.topic(), at.partition());
        }
    }
}
