package dev.plinth.kafka;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** A subscription to what is received: hands out as much as was requested, and commits what was acknowledged. */
final class Receiving<K, V, T> extends PollLoop<K, V> implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger("dev.plinth.kafka");

    private final CoreSubscriber<? super T> subscriber;
    private final BiFunction<ConsumerRecord<K, V>, PartitionAcks, T> wrap;
    private final boolean acknowledges;
    private final int maxUnacknowledged;
    private final AtomicLong requested = new AtomicLong();
    private final ArrayDeque<ConsumerRecord<K, V>> buffer = new ArrayDeque<>();
    private final Map<TopicPartition, PartitionAcks> acks = new HashMap<>();
    private final Set<TopicPartition> warned = new HashSet<>();
    private final long commitNanos;
    private long lastCommit = System.nanoTime();
    private boolean committing;
    private volatile boolean cancelled;

    Receiving(
            KafkaReceiver<K, V> receiver,
            CoreSubscriber<? super T> subscriber,
            BiFunction<ConsumerRecord<K, V>, PartitionAcks, T> wrap,
            boolean acknowledges) {
        super(receiver);
        this.subscriber = subscriber;
        this.wrap = wrap;
        this.acknowledges = acknowledges;
        this.maxUnacknowledged = receiver.maxUnacknowledged();
        this.commitNanos = receiver.commitInterval().toNanos();
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n)) {
            requested.updateAndGet(now -> Operators.addCap(now, n));
            wanted();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        stop();
    }

    @Override
    boolean wantsMore() {
        return buffer.isEmpty() && requested.get() > 0;
    }

    @Override
    Set<TopicPartition> held() {
        Set<TopicPartition> held = new HashSet<>();
        acks.forEach((partition, of) -> {
            if (of.isFull()) {
                held.add(partition);
            }
        });
        return held;
    }

    @Override
    void polled(ConsumerRecords<K, V> records) {
        records.forEach(buffer::add);
        emit();
    }

    @Override
    void turn() {
        emit();
        commitIfDue();
    }

    private void emit() {
        long most = requested.get();
        long count = 0;
        while (count < most && !isStopped() && !buffer.isEmpty()) {
            ConsumerRecord<K, V> record = buffer.poll();
            PartitionAcks of = acks.computeIfAbsent(
                    new TopicPartition(record.topic(), record.partition()),
                    partition -> new PartitionAcks(maxUnacknowledged, this::wakeup));
            if (of.handedOut(record.offset()) && !acknowledges) {
                warn(record, of);
            }
            subscriber.onNext(wrap.apply(record, of));
            if (acknowledges) {
                of.acknowledge(record.offset());
            }
            count++;
            if (count == most) {
                most = Math.max(most, requested.get());
            }
        }
        if (count > 0) {
            long handed = count;
            requested.updateAndGet(now -> now == Long.MAX_VALUE ? now : now - handed);
        }
    }

    /** When a partition is full for the first time. */
    private void warn(ConsumerRecord<K, V> record, PartitionAcks of) {
        if (warned.add(new TopicPartition(record.topic(), record.partition()))) {
            LOG.warn(
                    "{} has handed out {} records of {}-{} from offset {} on, which is not acknowledged: no more of that"
                            + " partition are received until it is ({})",
                    note(),
                    maxUnacknowledged,
                    record.topic(),
                    record.partition(),
                    of.firstUnacknowledged(),
                    KafkaConfig.MAX_UNACKNOWLEDGED.name());
        }
    }

    private void commitIfDue() {
        long now = System.nanoTime();
        if (committing || now - lastCommit < commitNanos) {
            return;
        }
        lastCommit = now;
        Map<TopicPartition, OffsetAndMetadata> offsets = toCommit(acks.keySet());
        if (!offsets.isEmpty()) {
            committing = true; // while it is not answered there is no use in more of them
            consumer().commitAsync(offsets, (committed, error) -> {
                committing = false;
                if (error == null) {
                    committed(committed);
                } // else again at the next interval
            });
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> toCommit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            PartitionAcks of = acks.get(partition);
            long offset = of == null ? -1 : of.toCommit();
            if (offset >= 0) {
                offsets.put(partition, new OffsetAndMetadata(offset));
            }
        }
        return offsets;
    }

    private void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            PartitionAcks of = acks.get(partition);
            if (of != null) {
                of.committed(offset.offset());
            }
        });
    }

    @Override
    void revoked(Collection<TopicPartition> partitions) {
        giveUp(partitions, true);
    }

    @Override
    void lost(Collection<TopicPartition> partitions) {
        giveUp(partitions, false);
    }

    private void giveUp(Collection<TopicPartition> partitions, boolean commit) {
        buffer.removeIf(record -> partitions.contains(new TopicPartition(record.topic(), record.partition())));
        for (TopicPartition partition : partitions) {
            PartitionAcks of = acks.get(partition);
            if (of != null) {
                of.giveUp(); // first: what is acknowledged later is told that it is too late
            }
        }
        if (commit) {
            Map<TopicPartition, OffsetAndMetadata> offsets = toCommit(partitions);
            if (!offsets.isEmpty()) {
                commitNow(offsets);
            }
        }
        acks.keySet().removeAll(partitions);
    }

    @Override
    void finish() {
        acks.values().forEach(PartitionAcks::giveUp);
        Map<TopicPartition, OffsetAndMetadata> offsets = toCommit(acks.keySet());
        if (!offsets.isEmpty()) {
            commitNow(offsets);
        }
        acks.clear(); // the consumer gives its partitions up when it is closed: that is no second occasion
    }

    @Override
    void over(Throwable error) {
        if (cancelled) {
            if (error != null) {
                Operators.onErrorDropped(error, subscriber.currentContext());
            }
        } else if (error != null) {
            subscriber.onError(error);
        } else {
            subscriber.onComplete();
        }
    }
}
