package dev.plinth.pool;

import dev.plinth.api.ConnectTimeoutException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** The connections of one core through their lives: opened, validated, lent, reset, closed. The core's alone. */
final class Connections<T> {

    private static final Logger LOG = LoggerFactory.getLogger(PerCorePool.class);

    /** All that are not closed, those that are being closed included. */
    final Set<Entry<T>> all = new LinkedHashSet<>();

    final int min;

    private final SubPool<T> owner;
    private final Connector<T> connector;
    private final PoolOptions options;
    private int opening;
    private int busy;
    private int leased;

    Connections(SubPool<T> owner, int min) {
        this.owner = owner;
        this.min = min;
        this.connector = owner.pool.connector;
        this.options = owner.pool.options;
    }

    int total() {
        return all.size() + opening;
    }

    int leased() {
        return leased;
    }

    /** How many will be free in a moment. */
    int underway() {
        return opening + busy;
    }

    /** The idle one to lend next, still in its place; null if there is none. Those that have ended are closed. */
    Entry<T> firstUsable(long now) {
        for (Entry<T> entry = owner.idle.peekFirst(); entry != null; entry = owner.idle.peekFirst()) {
            Count end = endOf(entry, now);
            if (end == null) {
                return entry;
            }
            owner.idle.removeFirst();
            close(entry, end);
        }
        return null;
    }

    /** Why the connection may not be lent any more; null if it may. */
    Count endOf(Entry<T> entry, long now) {
        if (!connector.isOpen(entry.connection)) {
            return Count.CLOSED_INVALID;
        }
        boolean expired = !options.maxLifetime().isZero() && now - entry.expiresAt >= 0;
        return expired ? Count.CLOSED_EXPIRED : null;
    }

    boolean mustValidate(Entry<T> entry, long now) {
        return now - entry.goodAt >= owner.pool.validateAfterNanos;
    }

    /** Opens one, which is then offered; {@code done}, if not null, is told null or the error. */
    void open(Consumer<Throwable> done) {
        opening++;
        Mono<T> attempt = Mono.defer(() -> connector.open(owner.core))
                .switchIfEmpty(Mono.error(() ->
                        new IllegalStateException(owner.pool.describe("the connector completed without a connection"))))
                .timeout(
                        owner.runtime().delay(options.openTimeout()),
                        Mono.error(() -> new ConnectTimeoutException(
                                owner.pool.describe("opening a connection took longer than openTimeout="
                                        + options.openTimeout() + "; is the server overloaded?"))));
        attempt.subscribe(
                connection -> owner.onCore(() -> opened(connection, done)),
                error -> owner.onCore(() -> openFailed(error, done)));
    }

    private void opened(T connection, Consumer<Throwable> done) {
        opening--;
        long now = owner.pool.now();
        Entry<T> entry = new Entry<>(connection, now, now + lifetimeNanos());
        all.add(entry);
        owner.counts.add(Count.OPENED, 1);
        owner.offer(entry, true);
        owner.pump();
        if (done != null) {
            done.accept(null);
        }
    }

    private void openFailed(Throwable error, Consumer<Throwable> done) {
        opening--;
        owner.counts.add(Count.OPEN_FAILURES, 1);
        if (done != null) {
            done.accept(error);
        } else {
            owner.failOne(error);
        }
        owner.pump();
    }

    private long lifetimeNanos() {
        double part = 1 - options.lifetimeJitter() * ThreadLocalRandom.current().nextDouble();
        return (long) (PerCorePool.nanos(options.maxLifetime()) * part);
    }

    /** Asks the peer of one that was taken out of the idle ones; offers or closes it. */
    void validate(Entry<T> entry, boolean mostRecent) {
        makeBusy(entry);
        owner.counts.add(Count.VALIDATIONS, 1);
        Mono<Boolean> answer = Mono.defer(() -> connector.validate(entry.connection))
                .defaultIfEmpty(false)
                .timeout(owner.runtime().delay(options.operationTimeout()), Mono.just(false));
        answer.subscribe(
                good -> owner.onCore(() -> validated(entry, good, mostRecent)),
                error -> owner.onCore(() -> validated(entry, false, mostRecent)));
    }

    private void validated(Entry<T> entry, boolean good, boolean mostRecent) {
        if (noLongerBusy(entry)) {
            if (good) {
                entry.goodAt = owner.pool.now();
                owner.offer(entry, mostRecent);
            } else {
                owner.counts.add(Count.VALIDATION_FAILURES, 1);
                close(entry, Count.CLOSED_INVALID);
            }
            owner.pump();
        }
    }

    void lend(Entry<T> entry, Throwable borrower, long now) {
        leased++;
        entry.lend(now, borrower);
    }

    /** From its borrower, who wants it closed for {@code wish}, or not, if that is null. */
    void takeBack(Entry<T> entry, Count wish) {
        if (entry.state != Entry.State.LEASED) {
            return; // closed by a shutdown that did not wait for it
        }
        leased--;
        entry.borrower = null;
        long now = owner.pool.now();
        if (wish == null) {
            owner.counts.add(Count.RETURNED, 1);
        }
        Count end = wish == null ? endOf(entry, now) : wish;
        if (end != null) {
            close(entry, end);
            return;
        }
        Mono<Void> reset;
        try {
            reset = connector.reset(entry.connection);
        } catch (RuntimeException e) {
            reset = Mono.error(e);
        }
        if (reset == Mono.<Void>empty()) {
            returned(entry, now);
        } else {
            reset(entry, reset);
        }
    }

    private void reset(Entry<T> entry, Mono<Void> reset) {
        makeBusy(entry);
        reset.timeout(
                        owner.runtime().delay(options.operationTimeout()),
                        Mono.error(() -> new IllegalStateException("took longer than operationTimeout")))
                .subscribe(
                        nothing -> {},
                        error -> owner.onCore(() -> {
                            LOG.debug("{}: a connection could not be reset", owner.pool.name, error);
                            if (noLongerBusy(entry)) {
                                close(entry, Count.CLOSED_INVALID);
                                owner.pump();
                            }
                        }),
                        () -> owner.onCore(() -> {
                            if (noLongerBusy(entry)) {
                                returned(entry, owner.pool.now());
                                owner.pump();
                            }
                        }));
    }

    private void returned(Entry<T> entry, long now) {
        entry.idleSince = now;
        entry.goodAt = now;
        owner.offer(entry, true);
    }

    private void makeBusy(Entry<T> entry) {
        entry.state = Entry.State.BUSY;
        busy++;
    }

    private boolean noLongerBusy(Entry<T> entry) {
        boolean was = entry.state == Entry.State.BUSY;
        if (was) {
            busy--;
        }
        return was;
    }

    /** Closes one that is neither idle nor lent nor busy any more. It counts until it is closed. */
    void close(Entry<T> entry, Count why) {
        entry.state = Entry.State.CLOSING;
        owner.counts.add(why, 1);
        Mono.defer(() -> connector.close(entry.connection))
                .timeout(owner.runtime().delay(options.operationTimeout()), Mono.empty())
                .subscribe(
                        nothing -> {},
                        error -> {
                            LOG.debug("{}: a connection could not be closed in good order", owner.pool.name, error);
                            owner.onCore(() -> closed(entry));
                        },
                        () -> owner.onCore(() -> closed(entry)));
    }

    private void closed(Entry<T> entry) {
        if (all.remove(entry)) {
            owner.pump();
        }
    }

    /** Closes those that are borrowed or busy, too; how many were borrowed. */
    int closeAll() {
        int borrowed = 0;
        for (Entry<T> entry : Set.copyOf(all)) {
            if (entry.state == Entry.State.LEASED) {
                borrowed++;
                leased--;
            } else if (!noLongerBusy(entry)) {
                continue;
            }
            close(entry, Count.CLOSED_DRAINED);
        }
        return borrowed;
    }
}
