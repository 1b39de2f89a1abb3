package dev.plinth.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after the connections of a core at intervals: idle, old, broken, missing, overdue. On the core. */
final class Upkeep<T> {

    private static final Logger LOG = LoggerFactory.getLogger(PerCorePool.class);

    private final SubPool<T> owner;
    private final Connections<T> connections;
    private final PoolOptions options;
    private boolean started;

    Upkeep(SubPool<T> owner) {
        this.owner = owner;
        this.connections = owner.connections;
        this.options = owner.pool.options;
    }

    void start() {
        if (!started) {
            started = true;
            next();
        }
    }

    private void next() {
        owner.runtime()
                .delay(options.upkeepInterval())
                .subscribe(nothing -> {}, owner.pool::runtimeClosed, () -> owner.onCore(this::run));
    }

    private void run() {
        if (owner.pool.isDrained()) {
            return;
        }
        long now = owner.pool.now();
        if (!owner.pool.isClosing()) {
            weed(now);
            validateSome(now);
            fill(missing(), error -> {
                if (error != null) {
                    LOG.debug("{}: a connection of the minimum could not be opened", owner.pool.name, error);
                }
            });
        }
        reportLeaks(now);
        owner.pump();
        next();
    }

    int missing() {
        return Math.max(0, connections.min - connections.total());
    }

    /** Opens so many; {@code done} is called for each, maybe at once. */
    void fill(int missing, Consumer<Throwable> done) {
        for (int i = 0; i < missing; i++) {
            connections.open(done);
        }
    }

    private void weed(long now) {
        long idleLimit = PerCorePool.nanos(options.idleTimeout());
        List<Entry<T>> leastRecentFirst = new ArrayList<>(owner.idle.size());
        owner.idle.descendingIterator().forEachRemaining(leastRecentFirst::add);
        int above = connections.total() - connections.min;
        for (Entry<T> entry : leastRecentFirst) {
            Count end = connections.endOf(entry, now);
            if (end == null && idleLimit > 0 && above > 0 && now - entry.idleSince >= idleLimit) {
                end = Count.CLOSED_IDLE;
            }
            if (end != null) {
                above--;
                owner.idle.remove(entry);
                connections.close(entry, end);
            }
        }
    }

    /** Half of the idle ones at most, so that somebody who comes meanwhile finds the others. */
    private void validateSome(long now) {
        long interval = PerCorePool.nanos(options.validationInterval());
        if (interval == 0) {
            return;
        }
        int left = (owner.idle.size() + 1) / 2;
        for (Entry<T> entry : new ArrayList<>(owner.idle)) {
            if (left > 0 && now - entry.goodAt >= interval) {
                left--;
                owner.idle.remove(entry);
                connections.validate(entry, false);
            }
        }
    }

    private void reportLeaks(long now) {
        long limit = PerCorePool.nanos(options.leakThreshold());
        if (limit == 0) {
            return;
        }
        for (Entry<T> entry : connections.all) {
            if (entry.state == Entry.State.LEASED && !entry.leakReported && now - entry.leasedAt >= limit) {
                entry.leakReported = true;
                owner.counts.add(Count.LEAK_SUSPECTS, 1);
                LOG.warn(
                        "{}: a connection of core {} has been borrowed for {} ms (leakThreshold is {} ms): is it given"
                                + " back in every case, after errors and cancelling, too? withConnection sees to that",
                        owner.pool.name,
                        owner.core,
                        (now - entry.leasedAt) / 1_000_000,
                        options.leakThreshold().toMillis(),
                        entry.borrower);
            }
        }
    }
}
