package dev.plinth.pool;

import dev.plinth.api.Lease;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/** One borrowing of a connection. */
final class CoreLease<T> implements Lease<T> {

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<CoreLease> RETURNED =
            AtomicIntegerFieldUpdater.newUpdater(CoreLease.class, "returned");

    private final SubPool<T> owner;
    private final Entry<T> entry;
    private volatile int returned;

    CoreLease(SubPool<T> owner, Entry<T> entry) {
        this.owner = owner;
        this.entry = entry;
    }

    @Override
    public T connection() {
        return entry.connection;
    }

    @Override
    public int core() {
        return owner.core;
    }

    @Override
    public void release() {
        giveBack(null);
    }

    @Override
    public void discard() {
        giveBack(Count.DISCARDED);
    }

    @Override
    public void invalidate(Throwable error) {
        Objects.requireNonNull(error, "error");
        if (giveBack(Count.CLOSED_FAILED) && owner.pool.connector.blamesEndpoint(error)) {
            owner.pool.failedInUse();
        }
    }

    boolean isReusableAfter(Throwable error) {
        return owner.pool.connector.reusableAfter(error);
    }

    /** For {@code end}, or for others to use if that is null; false if that was done before. */
    private boolean giveBack(Count end) {
        if (!RETURNED.compareAndSet(this, 0, 1)) {
            return false;
        }
        if (owner.isHere()) {
            owner.takeBack(entry, end);
        } else {
            owner.onCore(() -> owner.takeBack(entry, end));
        }
        return true;
    }
}
