package dev.plinth.it.nats;

import io.nats.client.Message;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A client that hears the server's pulse ({@link Pulse}), stores messages in a stream of its own, and takes them out again;
 * all of one make.
 */
abstract class NatsTraffic {

    private final String name;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> received = ConcurrentHashMap.newKeySet();
    private volatile long beats;
    private volatile long lastBeat = System.nanoTime();
    private volatile long longestGap;

    NatsTraffic(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** The stream, its subject, and the consumer. */
    String stream() {
        return "FAULTS-" + name;
    }

    /** Takes messages out of the stream, which is there now. */
    abstract void consume() throws Exception;

    /** Subscribes to what it takes nothing of for now. */
    abstract void subscribeSlowly(String subject) throws Exception;

    /** How many messages of that were dropped. */
    abstract long dropped();

    /** Takes what waits of that, and further messages as they come. */
    abstract List<String> takeSlow() throws Exception;

    /** Stores a message; returns at once. */
    abstract void store(String text);

    /** How often it has connected again. */
    abstract long reconnects();

    abstract void close() throws Exception;

    /** By one thread at a time. */
    void onBeat() {
        long now = System.nanoTime();
        longestGap = Math.max(longestGap, now - lastBeat);
        lastBeat = now;
        beats++;
    }

    void onAcknowledged(String text) {
        acknowledged.add(text);
    }

    void onStored(Message message) {
        received.add(NatsSuite.text(message));
        message.ack();
    }

    long beats() {
        return beats;
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

    Set<String> received() {
        return received;
    }
}
