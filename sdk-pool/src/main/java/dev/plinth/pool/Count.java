package dev.plinth.pool;

import dev.plinth.api.PoolCounts;
import java.util.concurrent.atomic.AtomicLongArray;

/** The numbers of a sub-pool: what it did, and what it holds now. */
enum Count {
    ACQUIRED,
    LENT_ABROAD,
    WAITED,
    WAIT_NANOS,
    TIMED_OUT,
    REFUSED,
    OPENED,
    OPEN_FAILURES,
    CLOSED_IDLE,
    CLOSED_EXPIRED,
    CLOSED_INVALID,
    CLOSED_SURPLUS,
    CLOSED_DRAINED,
    DISCARDED,
    CLOSED_FAILED,
    LEAK_SUSPECTS,
    RETURNED,
    VALIDATIONS,
    VALIDATION_FAILURES,
    RETRIES,
    NOW_OPEN,
    NOW_IDLE,
    NOW_LEASED;

    /** Written by one thread, read by any: no atomic additions. */
    static final class Array {

        private final AtomicLongArray values = new AtomicLongArray(Count.values().length);

        void add(Count count, long amount) {
            values.setRelease(count.ordinal(), values.getPlain(count.ordinal()) + amount);
        }

        void set(Count count, long value) {
            values.setRelease(count.ordinal(), value);
        }

        long get(Count count) {
            return values.getAcquire(count.ordinal());
        }

        PoolCounts snapshot() {
            return new PoolCounts(
                    get(ACQUIRED),
                    get(LENT_ABROAD),
                    get(WAITED),
                    get(WAIT_NANOS),
                    get(TIMED_OUT),
                    get(REFUSED),
                    get(OPENED),
                    get(OPEN_FAILURES),
                    get(CLOSED_IDLE),
                    get(CLOSED_EXPIRED),
                    get(CLOSED_INVALID),
                    get(CLOSED_SURPLUS),
                    get(DISCARDED),
                    get(LEAK_SUSPECTS),
                    get(RETURNED),
                    get(CLOSED_FAILED),
                    get(CLOSED_DRAINED),
                    get(VALIDATIONS),
                    get(VALIDATION_FAILURES),
                    get(RETRIES));
        }
    }
}
