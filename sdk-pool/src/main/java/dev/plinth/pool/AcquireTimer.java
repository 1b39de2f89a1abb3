package dev.plinth.pool;

import dev.plinth.api.AcquireTimeoutException;
import java.time.Duration;

/** One timer for all who wait on a core: they wait equally long, so the first in line is the first to give up. */
final class AcquireTimer<T> {

    private final SubPool<T> owner;
    private final long limit;
    private boolean armed;

    AcquireTimer(SubPool<T> owner) {
        this.owner = owner;
        this.limit = PerCorePool.nanos(owner.pool.options.acquireTimeout());
    }

    void arm(Waiter<T> first) {
        if (armed || limit == 0) {
            return;
        }
        armed = true;
        long left = Math.max(1, first.since + limit - owner.pool.now());
        owner.runtime()
                .delay(Duration.ofNanos(left))
                .subscribe(nothing -> {}, owner.pool::runtimeClosed, () -> owner.onCore(this::fire));
    }

    /** Whether the waiter may wait for so long, and still for a moment. */
    boolean leaves(Waiter<T> waiter, Duration wait) {
        return limit == 0 || owner.pool.now() - waiter.since + PerCorePool.nanos(wait) < limit;
    }

    private void fire() {
        armed = false;
        long before = owner.pool.now() - limit + 1;
        for (Waiter<T> late = owner.line.takeIfBefore(before); late != null; late = owner.line.takeIfBefore(before)) {
            owner.counts.add(Count.TIMED_OUT, 1);
            late.failTaken(new AcquireTimeoutException(owner.pool.describe(
                    "no connection became free within acquireTimeout=" + owner.pool.options.acquireTimeout())));
        }
        Waiter<T> next = owner.line.first();
        if (next != null) {
            arm(next);
        }
    }
}
