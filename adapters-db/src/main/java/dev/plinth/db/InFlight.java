package dev.plinth.db;

/** The statements that were sent and are not answered, oldest first: a ring that grows up to its limit. */
final class InFlight {

    private final int limit;
    private Exchange[] ring = new Exchange[16];
    private int first;
    private int size;

    InFlight(int limit) {
        this.limit = limit;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean isFull() {
        return size >= limit;
    }

    void add(Exchange exchange) {
        if (size == ring.length) {
            grow();
        }
        ring[first + size & ring.length - 1] = exchange;
        size++;
    }

    private void grow() {
        Exchange[] bigger = new Exchange[ring.length * 2];
        for (int i = 0; i < size; i++) {
            bigger[i] = ring[first + i & ring.length - 1];
        }
        ring = bigger;
        first = 0;
    }

    /** The oldest, or null. */
    Exchange head() {
        return size == 0 ? null : ring[first];
    }

    /** Removes the oldest; null if there is none. */
    Exchange poll() {
        if (size == 0) {
            return null;
        }
        Exchange head = ring[first];
        ring[first] = null;
        first = first + 1 & ring.length - 1;
        size--;
        return head;
    }
}
