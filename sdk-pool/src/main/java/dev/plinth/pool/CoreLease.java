package dev.plinth.pool;

import dev.plinth.api.Lease;
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
        giveBack(true);
    }

    @Override
    public void discard() {
        giveBack(false);
    }

    private void giveBack(boolean reusable) {
        if (RETURNED.compareAndSet(this, 0, 1)) {
            if (owner.isHere()) {
                owner.takeBack(entry, reusable);
            } else {
                owner.onCore(() -> owner.takeBack(entry, reusable));
            }
        }
    }
}
