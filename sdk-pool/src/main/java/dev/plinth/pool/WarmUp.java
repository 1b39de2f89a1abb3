package dev.plinth.pool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.MonoSink;

/** {@link PerCorePool#warmUp()}: waits for the cores, and on each for what it opens. */
final class WarmUp<T> {

    private final PerCorePool<T> pool;
    private final MonoSink<Integer> sink;
    private final AtomicInteger left;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    WarmUp(PerCorePool<T> pool, MonoSink<Integer> sink, int cores) {
        this.pool = pool;
        this.sink = sink;
        this.left = new AtomicInteger(cores);
    }

    /** On the core. */
    void on(Upkeep<T> core) {
        int missing = core.missing();
        left.addAndGet(missing);
        core.fill(missing, this::done);
        done(null);
    }

    void done(Throwable error) {
        if (error != null) {
            failure.compareAndSet(null, error);
        }
        if (left.decrementAndGet() == 0) {
            Throwable first = failure.get();
            if (first != null) {
                sink.error(first);
            } else {
                sink.success(pool.stats().open());
            }
        }
    }
}
