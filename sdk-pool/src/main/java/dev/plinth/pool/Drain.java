package dev.plinth.pool;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** {@link PerCorePool#shutdown()}: every core comes to its end, in good order or, after a while, without. */
final class Drain<T> {

    private final PerCorePool<T> pool;
    private final SubPools<T> subPools;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Sinks.Empty<Void> end = Sinks.empty();
    private final BitSet drained = new BitSet();
    private volatile boolean done;

    Drain(PerCorePool<T> pool, SubPools<T> subPools) {
        this.pool = pool;
        this.subPools = subPools;
    }

    boolean hasBegun() {
        return begun.get();
    }

    boolean isDone() {
        return done;
    }

    /** Who waits is still served, or not. */
    Mono<Void> begin(boolean serve) {
        if (begun.compareAndSet(false, true)) {
            subPools.forEach(subPool -> subPool.onCore(() -> begin(subPool, serve)));
        }
        return end.asMono();
    }

    private void begin(SubPool<T> subPool, boolean serve) {
        if (!serve) {
            subPool.failAll(pool.closedError());
        }
        subPool.pump();
        pool.runtime
                .delay(pool.options.drainTimeout())
                .subscribe(nothing -> {}, error -> abandon(), () -> subPool.onCore(() -> cutOff(subPool)));
    }

    private void cutOff(SubPool<T> subPool) {
        if (!done) {
            subPool.failAll(pool.closedError());
            pool.reportAbandoned(subPool.connections.closeAll());
            subPool.pump();
        }
    }

    /** A core has no connections and no waiters any more. */
    void drained(SubPool<T> subPool) {
        synchronized (drained) {
            drained.set(subPool.core);
            if (drained.cardinality() < subPools.size()) {
                return;
            }
        }
        abandon();
    }

    /** Whatever was to be done is done, or cannot be any more. */
    void abandon() {
        begun.set(true);
        done = true;
        end.tryEmitEmpty();
    }
}
