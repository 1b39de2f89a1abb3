package dev.plinth.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records that wait, a lane for each topic: in order within a lane, and none behind another topic's. Any thread adds
 * to them; those that take records out are one at a time. Nothing of anybody else's is called while its lock is held.
 */
final class Waiting<K, V> {

    /** Those of a topic. It is there while one of them waits, or is being handed over. */
    static final class Lane<K, V> {

        private final String topic;
        private final ArrayDeque<Sending<K, V>> records = new ArrayDeque<>();
        // Of whoever takes records out: when there was no metadata. It is not asked for again at once.
        private boolean unknown;
        private long unknownSince;

        private Lane(String topic) {
            this.topic = topic;
        }

        void setUnknown(long nanos) {
            unknown = true;
            unknownSince = nanos;
        }

        boolean wasUnknownAfter(long nanos) {
            return unknown && unknownSince - nanos >= 0;
        }
    }

    private final int most;
    private final Map<String, Lane<K, V>> lanes = new HashMap<>();
    private final ArrayDeque<Lane<K, V>> turns = new ArrayDeque<>();
    private volatile int size;
    private volatile boolean closed;

    /** @param most how many may wait; those that come back are taken nevertheless */
    Waiting(int most) {
        this.most = most;
    }

    /** With those that are being handed over. */
    int size() {
        return size;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether a record of this topic has to queue up behind others. */
    boolean isAwaited(String topic) {
        return size > 0 && hasLane(topic);
    }

    private synchronized boolean hasLane(String topic) {
        return lanes.containsKey(topic);
    }

    /** At the end of its lane; false if there is no room, or it is closed. */
    synchronized boolean add(Sending<K, V> sending) {
        if (closed || size >= most) {
            return false;
        }
        lane(sending).records.addLast(sending);
        size++;
        return true;
    }

    /** At the head of its lane, to which it comes back; false if it is closed. */
    synchronized boolean addFirst(Sending<K, V> sending) {
        if (closed) {
            return false;
        }
        lane(sending).records.addFirst(sending);
        size++;
        return true;
    }

    private Lane<K, V> lane(Sending<K, V> sending) {
        return lanes.computeIfAbsent(sending.record().topic(), topic -> {
            Lane<K, V> lane = new Lane<>(topic);
            turns.add(lane);
            return lane;
        });
    }

    /** Those that wait; it takes no more. */
    synchronized List<Sending<K, V>> close() {
        closed = true;
        List<Sending<K, V>> left = new ArrayList<>();
        for (Lane<K, V> lane : lanes.values()) {
            left.addAll(lane.records);
            lane.records.clear();
        }
        lanes.clear();
        turns.clear();
        size -= left.size();
        return left;
    }

    // ---- whoever takes records out

    synchronized int lanes() {
        return turns.size();
    }

    /** The lane whose turn it is, or null; to be given back. */
    synchronized Lane<K, V> nextLane() {
        return turns.poll();
    }

    synchronized void giveBack(Lane<K, V> lane) {
        if (lane.records.isEmpty()) {
            lanes.remove(lane.topic, lane);
        } else {
            turns.add(lane);
        }
    }

    synchronized Sending<K, V> first(Lane<K, V> lane) {
        return lane.records.peek();
    }

    /** Takes it out if it is still the first. It counts, and others queue up behind it, until it is {@link #done}. */
    synchronized boolean take(Lane<K, V> lane, Sending<K, V> first) {
        return lane.records.peek() == first && lane.records.poll() != null;
    }

    synchronized void done() {
        size--;
    }
}
