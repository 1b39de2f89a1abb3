package dev.plinth.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls a consumer on a thread of its own, from its making to its closing. While nothing is wanted its partitions
 * are paused, and it goes on polling, so that it stays in its group.
 */
abstract class PollLoop<K, V> implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger("dev.plinth.kafka");
    private static final Duration LONGEST_POLL = Duration.ofSeconds(1);
    /** Within which it is to end, once it was told to: a broker that does not answer is not waited for any longer. */
    private static final Duration CLOSE_TIME = Duration.ofSeconds(10);
    /** To leave its group, whatever time committing took. */
    private static final Duration LEAVE_TIME = Duration.ofSeconds(1);

    private final KafkaReceiver<K, V> receiver;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Consumer<K, V> consumer;
    private volatile long endsAt;
    private volatile boolean stopped;
    private volatile boolean paused;
    private ClientNote note;

    PollLoop(KafkaReceiver<K, V> receiver) {
        this.receiver = receiver;
    }

    // ---- what is done with it, all of it on the loop's thread

    /** Whether records are wanted now. */
    abstract boolean wantsMore();

    /** Partitions of which no records are wanted just now; the caller's to change. */
    abstract Set<TopicPartition> held();

    /** Deals with records. */
    abstract void polled(ConsumerRecords<K, V> records);

    /** Once in a turn. */
    abstract void turn();

    /** Partitions go to another consumer, which gets them when this returns. */
    abstract void revoked(Collection<TopicPartition> partitions);

    /** Partitions have gone to another consumer. */
    abstract void lost(Collection<TopicPartition> partitions);

    /** The last thing before the consumer is closed. */
    abstract void finish();

    /** It is over; null: in good order. Called once. */
    abstract void over(Throwable error);

    // ---- from any thread

    final void start() {
        Workers.start("plinth-kafka-poll", this::run);
    }

    final void stop() {
        end();
        wakeup();
    }

    private void end() {
        if (!stopped) {
            endsAt = System.nanoTime()
                    + Math.min(CLOSE_TIME.toNanos(), receiver.apiTimeout().toNanos());
            stopped = true;
        }
    }

    /** More is wanted than before. */
    final void wanted() {
        if (paused) {
            wakeup();
        }
    }

    /** Has it look again. */
    final void wakeup() {
        Consumer<K, V> open = consumer;
        if (open != null) {
            open.wakeup();
        }
    }

    final boolean isStopped() {
        return stopped;
    }

    /** Once it was stopped. */
    private void awaitEnd() {
        long most = endsAt - System.nanoTime() + 2 * LEAVE_TIME.toNanos();
        try {
            if (!ended.await(most, TimeUnit.NANOSECONDS)) {
                LOG.warn("{} is still at work, though its time to end is over: it is left to itself", note);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the loop

    final Consumer<K, V> consumer() {
        return consumer;
    }

    final ClientNote note() {
        return note;
    }

    final KafkaReceiver<K, V> receiver() {
        return receiver;
    }

    private void run() {
        Throwable error = null;
        try {
            if (!stopped) {
                ClientMaker.Made<Consumer<K, V>> made = receiver.open();
                note = made.note();
                consumer = made.client();
                receiver.clients().addUnlessClosed(note, this::stop, this::awaitEnd);
                opened();
                consumer.subscribe(receiver.topics(), this);
                while (!stopped) {
                    poll();
                }
            }
        } catch (WakeupException e) {
            // told to stop
        } catch (Throwable e) {
            error = note == null ? e : note.explain(e);
        }
        close(error);
    }

    /** Once, when the consumer has been made. */
    void opened() throws Exception {}

    private void poll() {
        turn();
        boolean wanted = wantsMore();
        if (wanted) {
            resumeWanted();
        } else {
            paused = true;
            if (wantsMore()) { // wanted meanwhile, by somebody who did not see the pause
                return;
            }
            consumer.pause(consumer.assignment());
        }
        try {
            ConsumerRecords<K, V> records = consumer.poll(LONGEST_POLL);
            if (!records.isEmpty()) {
                polled(records);
            }
        } catch (WakeupException e) {
            // something is wanted, or it is to stop
        }
    }

    private void resumeWanted() {
        paused = false;
        Set<TopicPartition> held = held();
        Set<TopicPartition> wanted = new HashSet<>(consumer.paused());
        wanted.removeAll(held);
        if (!wanted.isEmpty()) {
            consumer.resume(wanted);
        }
        if (!held.isEmpty()) {
            held.retainAll(consumer.assignment());
            consumer.pause(held);
        }
    }

    private void close(Throwable error) {
        Throwable cause = error;
        end();
        try {
            if (consumer != null) {
                receiver.clients().remove(note);
                if (cause == null) {
                    finish();
                }
                closeConsumer();
            }
        } catch (Throwable e) {
            if (cause == null) {
                cause = note.explain(e);
            } else {
                cause.addSuppressed(e);
            }
        }
        ended.countDown();
        over(cause);
    }

    @SuppressWarnings("deprecation") // kafka-clients 4.0 has no other that knows a time
    private void closeConsumer() {
        long left = endsAt - System.nanoTime();
        consumer.close(Duration.ofNanos(Math.max(left, LEAVE_TIME.toNanos())));
    }

    /**
     * Commits, and tells whether that went well; a wake-up meanwhile is kept for the next poll. Waits for at most
     * {@code default.api.timeout.ms}, and no longer than it has to end.
     */
    final boolean commitNow(Map<TopicPartition, OffsetAndMetadata> offsets) {
        long latest = System.nanoTime() + receiver.apiTimeout().toNanos();
        boolean wokenUp = false;
        try {
            while (true) {
                try {
                    long end = stopped && endsAt - latest < 0 ? endsAt : latest;
                    consumer.commitSync(offsets, Duration.ofNanos(Math.max(0, end - System.nanoTime())));
                    return true;
                } catch (WakeupException e) {
                    wokenUp = true;
                }
            }
        } catch (KafkaException e) {
            LOG.warn("{} could not commit {}: these records will be received again", note, offsets, e);
            return false;
        } finally {
            if (wokenUp) {
                consumer.wakeup();
            }
        }
    }

    @Override
    public final void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        revoked(partitions);
    }

    @Override
    public final void onPartitionsLost(Collection<TopicPartition> partitions) {
        lost(partitions);
    }

    @Override
    public final void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // what comes of them tells
    }
}
