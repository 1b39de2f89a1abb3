package dev.plinth.db;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import reactor.core.publisher.Operators;

/**
 * How many rows a subscriber wants: it says so on any thread, and the loop that has them goes by it. When the loop
 * has a row and nobody wants it, whoever asks next must tell it; neither misses the other.
 */
abstract class Demand {

    private static final AtomicLongFieldUpdater<Demand> REQUESTED =
            AtomicLongFieldUpdater.newUpdater(Demand.class, "requested");

    /** In all, not what is left. */
    private volatile long requested;

    /** The loop has a row and no demand. */
    private volatile boolean starved;

    private long emitted;
    private long allowed;

    /** The first demand, before the loop knows of it. */
    final void begin(long rows) {
        REQUESTED.lazySet(this, rows);
    }

    /**
     * More rows are wanted.
     *
     * @return whether the loop must be told
     */
    final boolean add(long rows) {
        Operators.addCap(REQUESTED, this, rows);
        return starved;
    }

    /** On the loop: whether one more row is wanted; if not, whoever wants one tells. */
    final boolean takesOneMore() {
        return emitted < allowed || mayEmit();
    }

    private boolean mayEmit() {
        allowed = requested;
        if (emitted < allowed) {
            return true;
        }
        starved = true;
        allowed = requested;
        if (emitted < allowed) {
            starved = false;
            return true;
        }
        return false;
    }

    /** On the loop: it has got one. */
    final void emitted() {
        emitted++;
    }
}
