package dev.plinth.it.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A producer that sends without a pause, and groups that take what it sent; all of one make. */
final class Traffic {

    private static final long PAUSE_NANOS = Duration.ofMillis(8).toNanos();

    private final Make make;
    private final String topic;
    private final Producer<String, String> producer;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final List<Reading> readings;
    private final Thread sending;
    private volatile int sent;
    private volatile boolean ends;

    /** @param protocols of the groups */
    Traffic(Make make, String topic, List<String> protocols) {
        this.make = make;
        this.topic = topic;
        this.producer = make.producer(Map.of());
        this.readings = protocols.stream()
                .map(protocol -> new Reading(make, topic, protocol))
                .toList();
        this.sending = new Thread(this::send, "sending-" + name());
        sending.start();
    }

    private void send() {
        for (int i = 0; !ends; i++) {
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

    String name() {
        return make.name();
    }

    /** The key that was sent last. */
    int sent() {
        return sent;
    }

    Set<String> acknowledged() {
        return acknowledged;
    }

    List<Reading> readings() {
        return readings;
    }

    void close() throws InterruptedException {
        ends = true;
        sending.join();
        for (Reading reading : readings) {
            reading.close();
        }
    }
}
