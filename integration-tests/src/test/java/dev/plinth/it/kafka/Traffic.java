package dev.plinth.it.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A producer that sends without a pause, and a consumer that takes what it sent; both of one make. */
final class Traffic {

    private static final long PAUSE_NANOS = Duration.ofMillis(2).toNanos();

    private final String name;
    private final String topic;
    private final Producer<String, String> producer;
    private final Consumer<String, String> consumer;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Collection<String> received = new ConcurrentLinkedQueue<>();
    private final Thread sending;
    private final Thread receiving;
    private volatile boolean sendingEnds;
    private volatile boolean receivingEnds;
    private volatile long lastReceived = System.nanoTime();
    private volatile long longestGap;

    Traffic(
            String name,
            String topic,
            Function<Map<String, Object>, Producer<String, String>> producers,
            Function<Map<String, Object>, Consumer<String, String>> consumers) {
        this.name = name;
        this.topic = topic;
        this.producer = producers.apply(Map.of("acks", "all", "linger.ms", 1));
        this.consumer = consumers.apply(Map.of("group.id", topic, "auto.offset.reset", "earliest"));
        this.sending = new Thread(this::send, "sending-" + name);
        this.receiving = new Thread(this::receive, "receiving-" + name);
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
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        producer.close();
    }

    private void receive() {
        consumer.subscribe(List.of(topic));
        while (!receivingEnds) {
            consumer.poll(Duration.ofMillis(50)).forEach(record -> {
                received.add(record.key());
                long now = System.nanoTime();
                longestGap = Math.max(longestGap, now - lastReceived);
                lastReceived = now;
            });
        }
        consumer.close();
    }

    String name() {
        return name;
    }

    int count() {
        return received.size();
    }

    /** From here on gaps count. */
    void watchGaps() {
        longestGap = 0;
    }

    Duration longestGap() {
        return Duration.ofNanos(longestGap);
    }

    Set<String> acknowledged() {
        return acknowledged;
    }

    Collection<String> received() {
        return received;
    }

    void stopSending() throws InterruptedException {
        sendingEnds = true;
        sending.join();
    }

    void close() throws InterruptedException {
        stopSending();
        receivingEnds = true;
        receiving.join();
    }
}
