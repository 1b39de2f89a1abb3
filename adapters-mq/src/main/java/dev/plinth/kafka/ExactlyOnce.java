package dev.plinth.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** Receives, has something made of it, and commits both in one transaction per portion. */
final class ExactlyOnce<K, V, P, Q> extends PollLoop<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger("dev.plinth.kafka");

    /** Records that a step has made and that are not sent yet. */
    private static final int MOST_MADE_AHEAD = 32;
    /** After which one looks why no records come. */
    private static final Duration STUCK = Duration.ofSeconds(5);
    /** For a transaction that is still open: a broker that is gone must not keep us for ever. */
    private static final Duration CLOSE_TIME = Duration.ofSeconds(10);

    private final Supplier<ClientMaker.Made<Producer<P, Q>>> open;
    private final CommittedReader reader;
    private final Transactions.History<P, Q> history;
    private final Function<? super ConsumerRecord<K, V>, ? extends Publisher<ProducerRecord<P, Q>>> step;
    private final FluxSink<Integer> sink;
    private ClientMaker.Made<Producer<P, Q>> producer;
    private Transactions<P, Q> transactions;
    private int failures; // one after the other
    private long lastRecords = System.nanoTime();

    ExactlyOnce(
            KafkaReceiver<K, V> receiver,
            Supplier<ClientMaker.Made<Producer<P, Q>>> open,
            CommittedReader.Making reading,
            Transactions.History<P, Q> history,
            Function<? super ConsumerRecord<K, V>, ? extends Publisher<ProducerRecord<P, Q>>> step,
            FluxSink<Integer> sink) {
        super(receiver);
        this.open = open;
        this.reader = new CommittedReader(reading, this::isStopped);
        this.history = history;
        this.step = step;
        this.sink = sink;
        sink.onRequest(n -> wanted());
        sink.onDispose(this::stop);
    }

    @Override
    void opened() {
        producer = open.get();
        producer.client().initTransactions();
        transactions = new Transactions<>(producer.client(), consumer().groupMetadata(), history, this::isStopped);
        if (transactions.inDoubt()) {
            transactions.repair(reader, consumer());
        }
    }

    @Override
    boolean wantsMore() {
        return sink.requestedFromDownstream() > 0;
    }

    @Override
    Set<TopicPartition> held() {
        return Set.of();
    }

    @Override
    void polled(ConsumerRecords<K, V> records) {
        lastRecords = System.nanoTime();
        transactions.begin(ends(records));
        try {
            for (ConsumerRecord<K, V> record : records) {
                send(made(record));
            }
            transactions.commit(consumer().groupMetadata());
        } catch (StepFailedException e) {
            RuntimeException cause = Exceptions.propagate(e.getCause());
            transactions.abort(cause);
            throw cause;
        } catch (KafkaException e) {
            undo(records, e);
            return;
        } catch (RuntimeException e) {
            transactions.abort(e);
            throw e;
        }
        failures = 0;
        sink.next(records.count());
    }

    /** From this thread, whichever the step signals on: sending may block. */
    private void send(Flux<ProducerRecord<P, Q>> made) {
        try (Stream<ProducerRecord<P, Q>> records = made.toStream(MOST_MADE_AHEAD)) { // closing it cancels the step
            records.forEach(transactions::send);
        }
    }

    private Flux<ProducerRecord<P, Q>> made(ConsumerRecord<K, V> record) {
        return Flux.<ProducerRecord<P, Q>>defer(() -> step.apply(record)).onErrorMap(StepFailedException::new);
    }

    /** An error of the step, a KafkaException maybe: it ends all, where one of the transaction is tried again. */
    private static final class StepFailedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        StepFailedException(Throwable cause) {
            super(cause);
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> ends(ConsumerRecords<K, V> records) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<K, V>> own = records.records(partition);
            offsets.put(partition, new OffsetAndMetadata(own.get(own.size() - 1).offset() + 1));
        }
        return offsets;
    }

    /** Aborts, and goes back to where the portion began, unless there is no use in trying again. */
    private void undo(ConsumerRecords<K, V> records, KafkaException cause) {
        if (TransactionErrors.isFinal(cause)) {
            throw cause;
        }
        if (TransactionErrors.isOfARecord(cause)) {
            transactions.abort(cause);
            throw cause;
        }
        if (isStopped() && cause instanceof TimeoutException) {
            return; // closing the producer ends it
        }
        transactions.abort(cause);
        LOG.info("A transaction was aborted ({}), its {} records are worked on again", cause, records.count());
        for (TopicPartition partition : records.partitions()) {
            if (consumer().assignment().contains(partition)) {
                consumer().seek(partition, records.records(partition).get(0).offset());
            }
        }
        if (!TransactionErrors.isOfGroup(cause)) { // else its brokers were there
            transactions.repair(reader, consumer());
        }
        LockSupport.parkNanos(TransactionErrors.wait(failures++).toNanos());
    }

    /** A transaction of ours that is still open at the group's broker keeps it from telling where to go on. */
    @Override
    void turn() {
        if (System.nanoTime() - lastRecords < STUCK.toNanos()) {
            return;
        }
        lastRecords = System.nanoTime();
        List<TopicPartition> stuck =
                consumer().assignment().stream().filter(this::isStuck).toList();
        if (transactions.lastCommitted(stuck)) {
            LOG.info("The offsets of {} are not to be had: a transaction may not have come to its end", stuck);
            transactions.repair(reader, consumer());
        }
    }

    private boolean isStuck(TopicPartition partition) {
        try {
            consumer().position(partition, Duration.ZERO);
            return false;
        } catch (TimeoutException e) {
            return true;
        } catch (WakeupException e) {
            return false; // something is wanted, or it is to stop: what comes next sees to that
        }
    }

    @Override
    void revoked(Collection<TopicPartition> partitions) {
        // within a poll: no transaction is open
    }

    @Override
    void lost(Collection<TopicPartition> partitions) {
        // the group's generation, which goes with the offsets, keeps us from committing
    }

    @Override
    void finish() {
        // nothing is left
    }

    @Override
    void over(Throwable error) {
        Throwable cause = error == null ? null : Exceptions.unwrap(error);
        if (producer != null) {
            receiver().clients().remove(producer.note());
            try {
                producer.client().close(CLOSE_TIME); // what is not settled by then is when its id is used again
            } catch (KafkaException e) {
                LOG.warn("{} did not close in good order", producer.note(), e);
            }
        }
        if (cause != null) {
            sink.error(producer == null ? cause : producer.note().explain(cause));
        } else {
            sink.complete();
        }
    }
}
