package dev.plinth.kafka;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeClosedException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Records on their way into a producer that never blocks ({@code max.block.ms} is 0). Those of a topic that it has
 * no metadata of, or for which it has no memory, wait here, in the order of their topic, and are tried again when
 * memory has come back and at intervals. A record is handed to the producer when it is to be expected that it is
 * taken, so that interceptors and metrics see it once.
 */
final class SendQueue<K, V> {

    private static final Duration RETRY = Duration.ofMillis(5);
    /** On a core: it has other things to do before it goes on. */
    private static final int MOST_ON_CORE = 64;

    private final AsyncRuntime runtime;
    private final Producer<K, V> producer;
    private final ClientNote note;
    private final long longestNanos;
    private final int mostWaiting;
    private final ProducerRoom room;
    private final Waiting<K, V> waiting;
    private final AtomicBoolean timed = new AtomicBoolean();
    private final AtomicBoolean goesOn = new AtomicBoolean();
    /** How often draining was asked for since whoever is at it began; 0 if nobody is. */
    private final AtomicInteger drains = new AtomicInteger();
    /** Of whoever drains: no use in looking at other topics. */
    private boolean outOfMemory;

    SendQueue(AsyncRuntime runtime, Producer<K, V> producer, ClientNote note, Duration longest) {
        this.runtime = runtime;
        this.producer = producer;
        this.note = note;
        this.longestNanos = longest.toNanos();
        this.mostWaiting = runtime.config().get(KafkaConfig.MAX_WAITING);
        this.waiting = new Waiting<>(mostWaiting);
        this.room = new ProducerRoom(producer);
    }

    ClientNote note() {
        return note;
    }

    int waiting() {
        return waiting.size();
    }

    void send(Sending<K, V> sending) {
        sending.of(this);
        String topic = sending.record().topic();
        if (!waiting.isAwaited(topic) && room.hasMemory() && room.hasMetadata(topic)) {
            hand(sending);
            return;
        }
        sending.waits();
        if (waiting.add(sending)) {
            scheduleRetry();
        } else {
            sending.fail(new RejectedExecutionException(
                    waiting.isClosed()
                            ? "the sender is closed"
                            : mostWaiting + " records wait for metadata or memory already ("
                                    + KafkaConfig.MAX_WAITING.name() + "): send fewer at a time"));
        }
    }

    private void hand(Sending<K, V> sending) {
        try {
            producer.send(sending.record(), sending);
        } catch (RuntimeException e) {
            sending.fail(e);
        }
    }

    /** The producer has done with a record: its memory may be free. */
    void completed() {
        if (waiting.size() > 0) {
            drain(runtime.currentCore() == AsyncRuntime.NO_CORE ? Integer.MAX_VALUE : MOST_ON_CORE);
        }
    }

    /** The producer had no memory for it after all. */
    void again(Sending<K, V> sending) {
        sending.waits();
        if (waiting.addFirst(sending)) {
            scheduleRetry();
        } else {
            sending.fail(new RejectedExecutionException("the sender was closed"));
        }
    }

    private void scheduleRetry() {
        if (timed.compareAndSet(false, true)) {
            try {
                runtime.schedule(0, RETRY, this::retry);
            } catch (RuntimeClosedException e) {
                close(); // nothing will be tried again
            }
        }
    }

    private void retry() {
        timed.set(false); // before looking: what comes from here on has another set
        drain(MOST_ON_CORE);
        if (waiting.size() > 0) {
            scheduleRetry();
        }
    }

    /** By one thread at a time, so that nobody overtakes; what others ask for meanwhile it does, too. */
    private void drain(int most) {
        if (drains.getAndIncrement() > 0) {
            return;
        }
        int left = most;
        int asked;
        do {
            asked = drains.get();
            try {
                left = handOver(left);
            } catch (RuntimeException | Error e) { // of somebody who was told of a failure
                drains.set(0);
                throw e;
            }
            if (left <= 0) {
                drains.set(0);
                goOnSoon();
                return;
            }
        } while (!drains.compareAndSet(asked, 0));
    }

    private void goOnSoon() {
        if (!goesOn.compareAndSet(false, true)) {
            return;
        }
        try {
            runtime.schedule(0, Duration.ZERO, this::goOn);
        } catch (RuntimeClosedException e) {
            close();
        }
    }

    private void goOn() {
        goesOn.set(false);
        drain(MOST_ON_CORE);
    }

    /** Gives each topic a turn; tells how many more records may be handed over. */
    private int handOver(int most) {
        outOfMemory = false;
        int left = most;
        for (int i = waiting.lanes(); i > 0 && left > 0; i--) {
            Waiting.Lane<K, V> lane = waiting.nextLane();
            if (lane == null) {
                break;
            }
            try {
                left = handOver(lane, left);
            } finally {
                waiting.giveBack(lane);
            }
        }
        return left;
    }

    private int handOver(Waiting.Lane<K, V> lane, int most) {
        int left = most;
        for (Sending<K, V> first = waiting.first(lane); first != null && left > 0; first = waiting.first(lane)) {
            long now = System.nanoTime();
            boolean isLate = now - first.since() >= longestNanos;
            boolean isReady = !first.isCancelled() && isReady(lane, first, now);
            if (!isReady && !isLate && !first.isCancelled()) {
                break;
            }
            if (!waiting.take(lane, first)) {
                continue; // another has come back, or it is closed
            }
            try {
                left--;
                if (isReady) {
                    hand(first);
                } else if (!first.isCancelled()) {
                    failLate(first);
                }
            } finally {
                waiting.done();
            }
            if (isReady && waiting.first(lane) == first) { // it came back: what it needs is freed by others, later
                outOfMemory = true;
            }
        }
        return left;
    }

    private boolean isReady(Waiting.Lane<K, V> lane, Sending<K, V> first, long now) {
        if (outOfMemory || lane.wasUnknownAfter(now - RETRY.toNanos() / 2)) {
            return false;
        }
        if (!room.hasMemory()) {
            outOfMemory = true;
            return false;
        }
        if (!room.hasMetadata(first.record().topic())) {
            lane.setUnknown(now);
            return false;
        }
        return true;
    }

    private void failLate(Sending<K, V> sending) {
        sending.fail(
                new TimeoutException("no metadata of topic " + sending.record().topic()
                        + ", or no memory for the record, within " + longestNanos / 1_000_000 + " ms"));
    }

    void close() {
        for (Sending<K, V> sending : waiting.close()) {
            if (!sending.isCancelled()) {
                sending.fail(new RejectedExecutionException("the sender was closed"));
            }
        }
    }
}
