package dev.plinth.db;

import dev.plinth.api.Lease;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A connection that a logical connection has to itself, from the first operation that needs one until
 * nothing does any more: no operation waits, no transaction is open, no state of the session is to be kept.
 * Operations have it in {@link Turns}.
 */
final class Session {

    private static final int ENDED = Integer.MIN_VALUE / 2;

    private final Mono<Lease<Physical>> acquiring;
    private final Disposable.Swap acquisition = Disposables.swap();
    /** Operations that wait or run; far below zero once it has ended. */
    private final AtomicInteger entered = new AtomicInteger();

    private final Turns turns;
    private final Sinks.Empty<Void> end = Sinks.empty();
    private volatile boolean kept;
    private volatile boolean lasting;
    private volatile boolean closing;
    private volatile Lease<Physical> lease;
    private volatile R2dbcException refused;
    private volatile R2dbcException broken;
    private volatile boolean stateLost;

    Session(Mono<Lease<Physical>> acquiring, Duration cancelAfter) {
        this.acquiring = acquiring;
        this.turns = new Turns(this, cancelAfter);
    }

    /** To be followed by running an operation; false if this session has ended meanwhile. */
    boolean enter() {
        for (int now; (now = entered.get()) >= 0; ) {
            if (entered.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    boolean hasEnded() {
        return entered.get() < 0;
    }

    /** From now on it ends with the logical connection only. */
    void keep(boolean lastingChange) {
        kept = true;
        lasting |= lastingChange;
    }

    /** 'I' in no transaction, 'T' in one, 'E' in one that has failed. */
    char status() {
        Lease<Physical> current = lease;
        return current == null ? DriverWatch.IDLE : current.connection().wire().transactionStatus();
    }

    /** The connection was lost together with a transaction or the state of a session: why; else null. */
    R2dbcException lostState() {
        return stateLost ? broken : null;
    }

    /** Why nothing can be run on the connection any more; null if it can. */
    R2dbcException broken() {
        return broken;
    }

    /** Completes when the connection is given back. */
    Mono<Void> end() {
        return end.asMono();
    }

    /** An operation on the connection, for one who has entered and will subscribe once. */
    <T> Flux<T> run(SqlKind kind, Function<Physical, ? extends Publisher<? extends T>> work) {
        return new OperationFlux<>(turns, kind, work);
    }

    /** The connection, if there is one yet. */
    Physical physicalOrNull() {
        Lease<Physical> current = lease;
        return current == null ? null : current.connection();
    }

    /** Why there will be no connection; null if there is one, or may be. */
    R2dbcException refused() {
        return refused;
    }

    /** Asks for a connection; {@link Turns#begin} follows on its core, or {@link Turns#refuseAll}. */
    void acquire() {
        acquisition.update(acquiring.subscribe(this::lent, this::notLent));
    }

    private void lent(Lease<Physical> given) {
        lease = given;
        if (hasEnded()) {
            given.release();
            return;
        }
        given.connection().whenLost(this::lost);
        turns.begin();
    }

    private void notLent(Throwable error) {
        refused = AcquireErrors.translate(error);
        entered.set(ENDED); // whoever comes now begins another session
        end.tryEmitEmpty();
        turns.refuseAll(refused);
    }

    /** An operation left that had waited for a connection, and none is there yet. */
    void leaveBeforeLent() {
        if (entered.decrementAndGet() == 0 && entered.compareAndSet(0, ENDED)) {
            acquisition.dispose();
            end.tryEmitEmpty();
            Lease<Physical> late = lease;
            if (late != null) {
                late.release();
            }
        }
    }

    /** Ends the session if nothing needs it any more. */
    void leave() {
        int left = entered.decrementAndGet();
        boolean needed = broken == null && !closing && (kept || status() != DriverWatch.IDLE);
        if (left == 0 && !needed && entered.compareAndSet(0, ENDED)) {
            giveBack();
        }
    }

    private void giveBack() {
        Physical physical = lease.connection();
        physical.whenLost(null);
        if (kept) {
            physical.touch();
        }
        if (broken != null || lasting || !physical.isIdle() || status() != DriverWatch.IDLE) {
            lease.discard();
        } else {
            lease.release();
        }
        end.tryEmitEmpty();
    }

    private void lost() {
        if (hasEnded() || broken != null) {
            return;
        }
        stateLost = kept || status() != DriverWatch.IDLE;
        broken = new R2dbcNonTransientResourceException(
                "the connection to the server is lost (" + lease.connection() + ")"
                        + (stateLost
                                ? ", and with it the transaction or the state of the session. Close this connection, and"
                                        + " do the whole of it again"
                                : ". What had been sent may have run"),
                "08006");
        if (entered.compareAndSet(0, ENDED)) {
            giveBack();
        } else {
            turns.lost();
        }
    }

    /** The transaction is about to be rolled back: what nobody waits for any more need not go on. */
    void ending() {
        turns.ending();
    }

    void notEnding() {
        turns.notEnding();
    }

    /** Rolls back what is open and gives the connection back; completes then. */
    Mono<Void> close() {
        return Mono.defer(() -> {
            if (!enter()) {
                return Mono.empty();
            }
            closing = true;
            Flux<Void> rollback = run(SqlKind.TRANSACTION, Transactions::rollback);
            return turns.cancelAll().thenMany(rollback).onErrorComplete().then(end.asMono());
        });
    }
}
