package dev.plinth.it.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A group, mostly of one consumer, that takes what is sent to a topic without a pause. */
final class Reading {

    static final int PARTITIONS = 3;

    private final Make make;
    private final String topic;
    private final String protocol;
    private final Set<String> received = ConcurrentHashMap.newKeySet();
    /** The last key of each partition, and when it came, in nanoseconds. */
    private final Map<Integer, Integer> lastKeys = new ConcurrentHashMap<>();

    private final Map<Integer, Long> lastReceived = new ConcurrentHashMap<>();

    private final Map<Integer, Long> longestGaps = new ConcurrentHashMap<>();
    private final Thread receiving;
    private volatile boolean ends;

    /** @param protocol of the group: classic, or consumer, which is that of KIP-848 */
    Reading(Make make, String topic, String protocol) {
        this.make = make;
        this.topic = topic;
        this.protocol = protocol;
        this.receiving = new Thread(this::receive, "receiving-" + make.name() + "-" + protocol);
        receiving.start();
    }

    private void receive() {
        try (Consumer<String, String> consumer = consumer()) {
            while (!ends) {
                consumer.poll(Duration.ofMillis(50)).forEach(this::received);
            }
        }
    }

    private Consumer<String, String> consumer() {
        Map<String, Object> group =
                new HashMap<>(Map.of("group.id", topic + "-" + protocol, "group.protocol", protocol));
        if (protocol.equals("classic")) {
            group.put("heartbeat.interval.ms", 300); // else the broker says
        }
        Consumer<String, String> consumer = make.consumer(group);
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
            for (int seen = 0; seen < records && !ends; ) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(50))) {
                    received(record);
                    seen++;
                }
            }
        }
    }

    String protocol() {
        return protocol;
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

    Set<String> received() {
        return received;
    }

    void close() throws InterruptedException {
        ends = true;
        receiving.join();
    }

    @Override
    public String toString() {
        return make.name() + " (" + protocol + "), last keys " + lastKeys;
    }
}
