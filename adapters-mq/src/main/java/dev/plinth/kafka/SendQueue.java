package dev.plinth.kafka;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeClosedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Records on their way into a producer that never blocks ({@code max.block.ms} is 0). Those of a topic that it has
 * no metadata of, or for which it has no memory, wait here, in order, and are tried again when memory has come back
 * and at intervals. A record is handed to the producer when it is to be expected that it is taken, so that
 * interceptors and metrics see it once.
 */
final class SendQueue<K, V> {

    private static final Duration RETRY = Duration.ofMillis(5);
    /** Bytes of free memory that a record is not kept waiting with: several threads may take of them at once. */
    private static final double MEMORY_MARGIN = 1 << 20;

    private static final long METADATA_NANOS = Duration.ofSeconds(2).toNanos();
    /** On a core: it has other things to do. What completes next goes on, or the next retry. */
    private static final int MOST_ON_CORE = 64;

    private final AsyncRuntime runtime;
    private final Producer<K, V> producer;
    private final ClientNote note;
    private final long longestNanos;
    private final int mostWaiting;
    /** When the producer was last asked for, or sent to, a topic: it forgets those that are not used. */
    private final Map<String, AtomicLong> knownTopics = new ConcurrentHashMap<>();

    private final Metric freeMemory;
    private final double memoryMargin;
    private final ArrayDeque<Sending<K, V>> waiting = new ArrayDeque<>();
    private final AtomicInteger count = new AtomicInteger();
    private boolean timed;
    private boolean draining;
    private volatile boolean closed;

    SendQueue(AsyncRuntime runtime, Producer<K, V> producer, ClientNote note, Duration longest) {
        this.runtime = runtime;
        this.producer = producer;
        this.note = note;
        this.longestNanos = longest.toNanos();
        this.mostWaiting = runtime.config().get(KafkaConfig.MAX_WAITING);
        this.freeMemory = metric(producer, "buffer-available-bytes");
        Metric total = metric(producer, "buffer-total-bytes");
        this.memoryMargin = total == null ? 0 : Math.min(MEMORY_MARGIN, number(total) / 4);
    }

    private static Metric metric(Producer<?, ?> producer, String name) {
        return producer.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .map(Map.Entry::getValue)
                .findAny()
                .orElse(null);
    }

    private static double number(Metric metric) {
        return ((Number) metric.metricValue()).doubleValue();
    }

    ClientNote note() {
        return note;
    }

    int waiting() {
        return count.get();
    }

    void send(Sending<K, V> sending) {
        sending.of(this);
        if (count.get() == 0 && isReady(sending)) {
            hand(sending);
        } else {
            enqueue(sending);
        }
    }

    private void hand(Sending<K, V> sending) {
        try {
            producer.send(sending.record(), sending);
        } catch (RuntimeException e) {
            sending.fail(e);
        }
    }

    /** Whether the producer is to take it at once. */
    private boolean isReady(Sending<K, V> sending) {
        return hasMemory() && hasMetadata(sending);
    }

    private boolean hasMemory() {
        return freeMemory == null || number(freeMemory) >= memoryMargin;
    }

    private boolean hasMetadata(Sending<K, V> sending) {
        String topic = sending.record().topic();
        long now = System.nanoTime();
        AtomicLong used = knownTopics.get(topic);
        if (used != null && now - used.get() < METADATA_NANOS) {
            return true;
        }
        try {
            producer.partitionsFor(topic); // asks for the metadata; does not wait for it
            knownTopics.computeIfAbsent(topic, name -> new AtomicLong()).set(now);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (RuntimeException e) {
            return true; // so the producer tells
        }
    }

    private void enqueue(Sending<K, V> sending) {
        boolean refused = false;
        boolean tried = true;
        synchronized (waiting) {
            if (closed || waiting.size() >= mostWaiting) {
                refused = true;
            } else {
                sending.waitsFrom(System.nanoTime());
                waiting.add(sending);
                count.incrementAndGet();
                tried = scheduleRetry();
            }
        }
        if (!tried) {
            close();
        }
        if (refused) {
            sending.fail(new RejectedExecutionException(
                    closed
                            ? "the sender is closed"
                            : mostWaiting + " records wait for metadata or memory already ("
                                    + KafkaConfig.MAX_WAITING.name() + "): send fewer at a time"));
        }
    }

    /** The producer has done with a record: its memory may be free. */
    void completed() {
        if (count.get() > 0) {
            drain(runtime.currentCore() == AsyncRuntime.NO_CORE ? Integer.MAX_VALUE : MOST_ON_CORE);
        }
    }

    /** The producer had no memory for it after all. */
    void again(Sending<K, V> sending) {
        boolean tried = true;
        boolean queued = false;
        synchronized (waiting) {
            if (!closed) {
                waiting.addFirst(sending);
                count.incrementAndGet();
                queued = true;
                tried = scheduleRetry();
            }
        }
        if (!tried) {
            close();
        }
        if (queued) {
            return;
        }
        sending.fail(new RejectedExecutionException("the sender was closed"));
    }

    /** False if the runtime has ended: nothing will be tried again. */
    private boolean scheduleRetry() {
        if (!timed && !closed) {
            try {
                runtime.schedule(0, RETRY, this::retry);
                timed = true;
            } catch (RuntimeClosedException e) {
                return false;
            }
        }
        return true;
    }

    private void retry() {
        synchronized (waiting) {
            timed = false;
        }
        drain(MOST_ON_CORE);
        boolean again = true;
        synchronized (waiting) {
            if (!waiting.isEmpty()) {
                again = scheduleRetry();
            }
        }
        if (!again) {
            close();
        }
    }

    private void drain(int most) {
        List<Sending<K, V>> late = new ArrayList<>();
        synchronized (waiting) { // so that nobody overtakes
            if (draining) {
                return; // a record that failed while it was handed over: whoever did that goes on
            }
            draining = true;
            try {
                handOver(most, System.nanoTime(), late);
            } finally {
                draining = false;
            }
        }
        late.forEach(sending -> sending.fail(new TimeoutException("no metadata of topic "
                + sending.record().topic() + ", or no memory for the record, within " + longestNanos / 1_000_000
                + " ms")));
    }

    private void handOver(int most, long now, List<Sending<K, V>> late) {
        Sending<K, V> first = waiting.peek();
        for (int handed = 0; first != null && handed < most; handed++) {
            boolean ready = !first.isCancelled() && isReady(first);
            boolean isLate = now - first.since() >= longestNanos;
            if (!ready && !isLate && !first.isCancelled()) {
                return;
            }
            waiting.remove();
            if (ready) {
                hand(first);
            } else if (!first.isCancelled()) {
                late.add(first);
            }
            count.decrementAndGet(); // after it was handed over: until then whoever sends queues up behind it
            if (waiting.peek() == first) { // it came back: the memory that it needs is freed by others, later
                if (!isLate) {
                    return;
                }
                waiting.remove();
                count.decrementAndGet();
                late.add(first);
            }
            first = waiting.peek();
        }
    }

    void close() {
        List<Sending<K, V>> left;
        synchronized (waiting) {
            closed = true;
            left = new ArrayList<>(waiting);
            waiting.clear();
            count.set(0);
        }
        left.stream()
                .filter(sending -> !sending.isCancelled())
                .forEach(sending -> sending.fail(new RejectedExecutionException("the sender was closed")));
    }
}
