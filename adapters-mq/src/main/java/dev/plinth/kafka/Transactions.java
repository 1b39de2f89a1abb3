package dev.plinth.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transactional producer, and what its last two transactions were: an answer that one is over does not mean that all
 * brokers know. Brokers 4.3.0 to 4.4.0 leave the mark of its end out where a partition has no leader just then
 * (KAFKA-20734). Its records stay open there until the next transaction of the same producer ends in that partition,
 * and have its end, whatever theirs was to be: aborted ones are seen after all, committed ones are gone. As long as all
 * transactions are committed that does no harm.
 */
final class Transactions<P, Q> {

    private static final Logger LOG = LoggerFactory.getLogger("dev.plinth.kafka");

    private static final long LOOK_MILLIS = 100; // whether it is to stop

    private final Producer<P, Q> producer;
    private final ConsumerGroupMetadata nobody;
    private final History<P, Q> history;
    private final BooleanSupplier stopped;

    /**
     * @param nobody the group as one knows it who has not joined it: brokers take his offsets whatever its generation
     * @param history of all producers that have this {@code transactional.id} one after the other
     * @param stopped whether nothing is to be waited for any longer
     */
    Transactions(
            Producer<P, Q> producer, ConsumerGroupMetadata nobody, History<P, Q> history, BooleanSupplier stopped) {
        this.producer = producer;
        this.nobody = nobody;
        this.history = history;
        this.stopped = stopped;
    }

    /** What outlives a producer. Of one thread at a time. */
    static final class History<P, Q> {

        private volatile SentTransaction<P, Q> committed;
        private volatile SentTransaction<P, Q> open;
    }

    /** Begins one, in which these offsets are to be committed. */
    void begin(Map<TopicPartition, OffsetAndMetadata> offsets) {
        producer.beginTransaction();
        history.open = new SentTransaction<>(offsets);
    }

    void send(ProducerRecord<P, Q> record) {
        history.open.send(producer, record);
    }

    void commit(ConsumerGroupMetadata member) {
        Map<TopicPartition, OffsetAndMetadata> offsets = history.open.offsets();
        untilDone("adding offsets to", () -> producer.sendOffsetsToTransaction(offsets, member));
        untilDone("committing", producer::commitTransaction);
        history.committed = history.open;
        history.open = null;
    }

    void abort(RuntimeException cause) {
        try {
            untilDone("aborting", producer::abortTransaction);
        } catch (KafkaException e) {
            cause.addSuppressed(e);
            throw cause;
        }
    }

    /**
     * What a call comes to is open once it has timed out ({@code max.block.ms}): the producer takes nothing but the
     * same call again, until its coordinator answers.
     */
    private void untilDone(String what, Runnable call) {
        while (true) {
            try {
                call.run();
                return;
            } catch (TimeoutException e) {
                if (stopped.getAsBoolean()) {
                    throw e; // its outcome is settled when its id is used again
                }
                LOG.info(
                        "{} a transaction takes longer than max.block.ms, and is asked for again: {}",
                        what,
                        e.toString());
            }
        }
    }

    /** Whether one has not come to its end, as far as is known: with a producer that had the same id, maybe. */
    boolean inDoubt() {
        return history.open != null;
    }

    /** Whether the offset of one of these was committed by the last one. */
    boolean lastCommitted(Collection<TopicPartition> partitions) {
        return history.committed != null && partitions.stream().anyMatch(history.committed.offsets()::containsKey);
    }

    /**
     * Makes sure that what was aborted is gone, and that what was committed last is there, unless others make it again.
     * None is open with this producer.
     */
    void repair(CommittedReader reader, Consumer<?, ?> consumer) {
        persist("Settling the last transactions", () -> {
            settle();
            restore(reader, consumer);
            history.open = null;
        });
    }

    /** Until it is done, or there is no use in trying again. */
    private void persist(String what, Runnable action) {
        for (int attempts = 0; !stopped.getAsBoolean(); attempts++) {
            try {
                action.run();
                return;
            } catch (KafkaException e) {
                if (TransactionErrors.isFinal(e)) {
                    throw e;
                }
                if (TransactionErrors.isOfGroup(e)) {
                    LOG.warn("{} is given up, since the group has another generation by now", what, e);
                    return;
                }
                LOG.info("{} is tried again: {}", what, e.toString());
                LockSupport.parkNanos(TransactionErrors.wait(attempts).toNanos());
            }
        }
    }

    /**
     * Aborts once more, wherever the last two transactions were: with a record in each of their partitions, which
     * brokers take only if they lead it, so that its end is marked there. Whatever was left open there is aborted.
     */
    private void settle() {
        Map<TopicPartition, ProducerRecord<P, Q>> partitions = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        Stream.of(history.committed, history.open).filter(Objects::nonNull).forEach(sent -> {
            partitions.putAll(sent.partitions());
            offsets.putAll(sent.offsets());
        });
        producer.beginTransaction();
        try {
            List<Future<RecordMetadata>> stored = new ArrayList<>();
            partitions.forEach((to, record) -> stored.add(producer.send(SentTransaction.copy(record, to))));
            if (nobody.groupInstanceId().isEmpty()) { // a static member is taken at its word, and must be one
                untilDone("adding offsets to", () -> producer.sendOffsetsToTransaction(offsets, nobody));
            }
            for (Future<RecordMetadata> each : stored) {
                await(each);
            }
        } catch (KafkaException e) {
            giveUp(e);
            throw e;
        }
        untilDone("aborting", producer::abortTransaction);
    }

    /** When it is to stop, closing the producer ends what is open. */
    private void giveUp(KafkaException cause) {
        if (!stopped.getAsBoolean()) {
            abort(cause);
        }
    }

    private void await(Future<RecordMetadata> stored) {
        try {
            while (true) {
                try {
                    stored.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                    return;
                } catch (java.util.concurrent.TimeoutException e) {
                    if (stopped.getAsBoolean()) {
                        throw new TimeoutException("it is to stop", e);
                    }
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Does the rest of what was committed last: sends again what is not there, and commits its offsets. */
    private void restore(CommittedReader reader, Consumer<?, ?> consumer) {
        SentTransaction<P, Q> last = history.committed;
        if (last == null) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> now =
                consumer.committed(last.offsets().keySet());
        for (Map.Entry<TopicPartition, OffsetAndMetadata> each : last.offsets().entrySet()) {
            OffsetAndMetadata at = now.get(each.getKey());
            if (at == null || at.offset() < each.getValue().offset()) {
                offsets.put(each.getKey(), each.getValue());
            }
        }
        if (!consumer.assignment().containsAll(offsets.keySet())) {
            return; // whoever has these partitions begins before it
        }
        Set<TopicPartition> missing = reader.missing(last.begins());
        if (missing.isEmpty() && offsets.isEmpty()) {
            return;
        }
        LOG.warn(
                "A transaction that was committed has not come to its end at brokers that were lost: its records for {}"
                        + " are sent again, its offsets {} are committed again",
                missing,
                offsets);
        begin(offsets);
        try {
            last.records(missing).forEach(this::send);
            commit(consumer.groupMetadata());
        } catch (KafkaException e) {
            giveUp(e);
            throw e;
        }
    }
}
