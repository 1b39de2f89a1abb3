package dev.plinth.nats;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counted on the core, read anywhere: a plain add and an ordered store, no more. */
final class Counters {

    static final int MESSAGES_IN = 0;
    static final int BYTES_IN = 1;
    static final int MESSAGES_OUT = 2;
    static final int BYTES_OUT = 3;
    static final int DROPPED = 4;
    static final int PENDING_REQUESTS = 5;
    static final int LATE_REPLIES = 6;
    static final int RECONNECTS = 7;
    static final int ERRORS = 8;

    private final AtomicLongArray values = new AtomicLongArray(9);

    void add(int counter, long more) {
        values.lazySet(counter, values.getPlain(counter) + more);
    }

    NatsStats snapshot() {
        return new NatsStats(
                values.get(MESSAGES_IN),
                values.get(BYTES_IN),
                values.get(MESSAGES_OUT),
                values.get(BYTES_OUT),
                values.get(DROPPED),
                values.get(PENDING_REQUESTS),
                values.get(LATE_REPLIES),
                values.get(RECONNECTS),
                values.get(ERRORS));
    }
}
