package dev.plinth.it.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A producer that sends without a pause, and a consumer that takes what it sent; both of one make. */
final class Traffic {

    static final int PARTITIONS = 3;

    private static final long PAUSE_NANOS = Duration.ofMillis(2).toNanos();

    private final Make make;
    private final String topic;
    private final Producer<String, String> producer;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Collection<String> received = new ConcurrentLinkedQueue<>();
    /** The last key of each partition, and when it came, in nanoseconds. */
    private final Map<Integer, Integer> lastKeys = new ConcurrentHashMap<>();

    private final Map<Integer, Long> lastReceived = new ConcurrentHashMap<>();

    private final Map<Integer, Long> longestGaps = new ConcurrentHashMap<>();
    private final Thread sending;
    private final Thread receiving;
    private volatile int sent;
    private volatile boolean sendingEnds;
    private volatile boolean receivingEnds;

    Traffic(Make make, String topic) {
        this.make = make;
        this.topic = topic;
        this.producer = make.producer(Map.of());
        this.sending = new Thread(this::send, "sending-" + name());
        this.receiving = new Thread(this::receive, "receiving-" + name());
        sending.start();
        receiving.start();
    }

    private void send() {
        for (int i = 0; !sendingEnds; i++) {
            String key = Integer.toString(i);
            producer.send(new ProducerRecord<>(topic, key, "v"), (metadata, error) -> {
                if (error == null) {
                    acknowledged.add(key);
                }
            });
            sent = i;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        producer.close();
    }

    private void receive() {
        try (Consumer<String, String> consumer = consumer()) {
            while (!receivingEnds) {
                consumer.poll(Duration.ofMillis(50)).forEach(this::received);
            }
        }
    }

    private Consumer<String, String> consumer() {
        Consumer<String, String> consumer = make.consumer(Map.of("group.id", topic));
        consumer.subscribe(List.of(topic));
        return consumer;
    }

    private void received(ConsumerRecord<String, String> record) {
        received.add(record.key());
        long now = System.nanoTime();
        lastKeys.put(record.partition(), Integer.parseInt(record.key()));
        Long last = lastReceived.put(record.partition(), now);
        if (last != null) {
            longestGaps.merge(record.partition(), now - last, Math::max);
        }
    }

    /** A second consumer of the group comes, receives some records, and goes. */
    void visit(int records) {
        try (Consumer<String, String> consumer = consumer()) {
            for (int seen = 0; seen < records && !receivingEnds; ) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(50))) {
                    received(record);
                    seen++;
                }
            }
        }
    }

    String name() {
        return make.name();
    }

    /** The key that was sent last. */
    int sent() {
        return sent;
    }

    /** Whether each partition has brought a record that was sent after this one. */
    boolean isBeyond(int key) {
        return lastKeys.size() == PARTITIONS && lastKeys.values().stream().allMatch(last -> last > key);
    }

    /** From here on gaps count. */
    void watchGaps() {
        longestGaps.clear();
    }

    /** The longest time without a record, by partition. */
    Map<Integer, Duration> longestGaps() {
        Map<Integer, Duration> gaps = new TreeMap<>();
        longestGaps.forEach((partition, nanos) -> gaps.put(partition, Duration.ofNanos(nanos)));
        return gaps;
    }

    Set<String> acknowledged() {
        return acknowledged;
    }

    Collection<String> received() {
        return received;
    }

    void close() throws InterruptedException {
        sendingEnds = true;
        sending.join();
        receivingEnds = true;
        receiving.join();
    }
}
