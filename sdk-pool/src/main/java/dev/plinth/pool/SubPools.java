package dev.plinth.pool;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The cores of a pool, and what one asks of the others. */
final class SubPools<T> implements Iterable<SubPool<T>> {

    private final List<SubPool<T>> all = new ArrayList<>();
    /** Those that may have connections, for callers from outside. */
    private final List<SubPool<T>> homes;

    private final int maxWaiting;
    private final AtomicInteger turn = new AtomicInteger();

    SubPools(PerCorePool<T> pool, PoolOptions options) {
        int cores = pool.runtime.cores();
        this.maxWaiting = options.maxWaiting();
        for (int core = 0; core < cores; core++) {
            all.add(new SubPool<>(
                    pool,
                    core,
                    part(options.min(), core, cores),
                    part(options.max(), core, cores),
                    part(options.maxIdle(), core, cores)));
        }
        this.homes = all.stream().filter(subPool -> subPool.share > 0).toList();
    }

    private static int part(int whole, int index, int parts) {
        return whole / parts + (index < whole % parts ? 1 : 0);
    }

    @Override
    public Iterator<SubPool<T>> iterator() {
        return all.iterator();
    }

    int size() {
        return all.size();
    }

    SubPool<T> on(int core) {
        return all.get(core);
    }

    /** Of a caller from outside. */
    SubPool<T> nextHome() {
        return homes.get(Math.floorMod(turn.getAndIncrement(), homes.size()));
    }

    long sum(Count count) {
        long sum = 0;
        for (SubPool<T> subPool : all) {
            sum += subPool.counts.get(count);
        }
        return sum;
    }

    /** Connections that are borrowed, and callers that wait for one. */
    int outstanding() {
        int outstanding = 0;
        for (SubPool<T> subPool : all) {
            outstanding += subPool.seen.outstanding();
        }
        return outstanding;
    }

    /** Whether one more than may wait, would. Exact as long as one core adds at a time. */
    boolean refuseOneMore() {
        int waiting = 0;
        for (SubPool<T> subPool : all) {
            if (subPool.seen.hasSpare()) {
                return false;
            }
            waiting += subPool.seen.unmet();
        }
        return waiting >= maxWaiting;
    }

    /** Waiters of other cores for whom nothing is on its way there. */
    int unmetBeside(SubPool<T> here) {
        int unmet = 0;
        for (SubPool<T> subPool : all) {
            if (subPool != here) {
                unmet += subPool.seen.unmet();
            }
        }
        return unmet;
    }

    /** Claims somebody who waits on another core, the nearest first. */
    Waiter<T> takeBeside(SubPool<T> here) {
        for (int distance = 1; distance < all.size(); distance++) {
            SubPool<T> other = all.get((here.core + distance) % all.size());
            Waiter<T> waiter = other.seen.unmet() > 0 ? other.line.take() : null;
            if (waiter != null) {
                return waiter;
            }
        }
        return null;
    }

    /** Claims the one who has waited the longest on any core. */
    Waiter<T> takeOldest(long now) {
        WaitLine<T> longest = null;
        long wait = -1;
        for (SubPool<T> subPool : all) {
            Waiter<T> first = subPool.line.first();
            if (first != null && now - first.since > wait) {
                longest = subPool.line;
                wait = now - first.since;
            }
        }
        return longest == null ? null : longest.take();
    }

    /** Asks the nearest core that has something to spare to serve those who wait here. */
    void askBeside(SubPool<T> here) {
        for (int distance = 1; distance < all.size(); distance++) {
            SubPool<T> other = all.get((here.core + distance) % all.size());
            if (other.seen.hasSpare()) {
                other.onCore(() -> other.help(here));
                return;
            }
        }
    }
}
