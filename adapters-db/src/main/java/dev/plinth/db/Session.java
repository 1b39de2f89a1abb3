package dev.plinth.db;

import dev.plinth.api.Lease;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
 * Operations run one at a time, in the order in which they were subscribed to, on the connection's core.
 */
final class Session {

    /** A server that does not end a statement within this, though it was asked to cancel it, loses the connection. */
    private static final Duration GIVE_UP = Duration.ofSeconds(5);

    private static final int ENDED = Integer.MIN_VALUE / 2;

    private final Mono<Lease<Physical>> acquiring;
    private final Duration cancelAfter;
    private final Disposable.Swap acquisition = Disposables.swap();
    /** Operations that wait or run; far below zero once it has ended. */
    private final AtomicInteger entered = new AtomicInteger();

    private final Queue<Operation<?>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger wakeUps = new AtomicInteger();
    private final Sinks.Empty<Void> end = Sinks.empty();
    private volatile boolean kept;
    private volatile boolean lasting;
    private volatile boolean closing;
    private volatile Lease<Physical> lease;
    private volatile R2dbcException refused;
    private volatile R2dbcException broken;
    private volatile boolean stateLost;
    private volatile boolean ending;
    private Operation<?> running; // on the connection's core

    Session(Mono<Lease<Physical>> acquiring, Duration cancelAfter) {
        this.acquiring = acquiring;
        this.cancelAfter = cancelAfter;
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

    /** Completes when the connection is given back. */
    Mono<Void> end() {
        return end.asMono();
    }

    /** An operation on the connection, for one who has entered and will subscribe once. */
    <T> Flux<T> run(Function<Physical, ? extends Publisher<? extends T>> work) {
        return new OperationFlux<>(this, work);
    }

    /** The connection, if there is one yet. */
    Physical physicalOrNull() {
        Lease<Physical> current = lease;
        return current == null ? null : current.connection();
    }

    void add(Operation<?> operation) {
        waiting.add(operation);
        if (refused != null) {
            refuseAll();
        } else {
            wake();
        }
    }

    /** An operation that waited was cancelled. */
    void cancelledWaiting() {
        if (lease != null) {
            onCore(this::leave);
        } else if (entered.decrementAndGet() == 0 && entered.compareAndSet(0, ENDED)) {
            acquisition.dispose();
            end.tryEmitEmpty();
            Lease<Physical> late = lease;
            if (late != null) {
                late.release();
            }
        }
    }

    private void wake() {
        if (wakeUps.getAndIncrement() != 0) {
            return;
        }
        if (lease != null) {
            onCore(this::work);
        } else {
            acquisition.update(acquiring.subscribe(this::lent, this::notLent));
        }
    }

    private void lent(Lease<Physical> given) {
        lease = given;
        if (hasEnded()) {
            given.release();
            return;
        }
        given.connection().channel().closeFuture().addListener(closed -> onCore(this::lost));
        onCore(this::work);
    }

    private void notLent(Throwable error) {
        refused = AcquireErrors.translate(error);
        entered.set(ENDED); // whoever comes now begins another session
        end.tryEmitEmpty();
        refuseAll();
    }

    private void refuseAll() {
        for (Operation<?> operation; (operation = waiting.poll()) != null; ) {
            operation.fail(refused);
        }
    }

    private void onCore(Runnable task) {
        Physical physical = lease.connection();
        if (physical.loop().inEventLoop()) {
            task.run();
        } else {
            physical.loop().execute(task);
        }
    }

    private void work() {
        int seen;
        do {
            seen = wakeUps.get();
            startNext();
        } while (!wakeUps.compareAndSet(seen, 0));
    }

    private void startNext() {
        while (running == null) {
            Operation<?> next = waiting.poll();
            if (next == null) {
                return;
            }
            R2dbcException dead = broken;
            if (dead != null) {
                if (next.fail(dead)) {
                    leave();
                }
            } else if (next.mayStart()) {
                running = next;
                next.start(lease.connection());
            }
        }
    }

    /** Nobody reads anything of it now; but the next of its results may be about to be read. */
    void mayHaveEnded(Operation<?> operation) {
        lease.connection().loop().execute(() -> {
            if (operation.ends() && running == operation) {
                Physical physical = lease.connection();
                if (!physical.watch().isIdle()) {
                    drain(operation);
                }
                physical.whenIdle(() -> drained(operation));
            }
        });
    }

    private void drained(Operation<?> operation) {
        if (running == operation && !operation.isBeingCancelled()) {
            running = null;
            leave();
            wake();
        }
    }

    /**
     * Nobody wants the rest of its answer: it is read and dropped. If there is no end to it, the server is asked to
     * stop; in a transaction only if that is to be rolled back anyway, for it would fail by that.
     */
    private void drain(Operation<?> operation) {
        operation.draining();
        if (ending) {
            cancelOnServer(operation);
        }
        Channels.after(lease.connection().loop(), cancelAfter, () -> {
            if (status() == DriverWatch.IDLE) {
                cancelOnServer(operation);
            }
        });
    }

    private void cancelOnServer(Operation<?> operation) {
        Physical physical = lease.connection();
        if (running != operation || operation.isBeingCancelled() || physical.isIdle() || !physical.isOpen()) {
            return;
        }
        operation.beingCancelled(true);
        physical.r2dbc()
                .cancelRequest()
                .onErrorComplete()
                .doFinally(any -> onCore(() -> cancelHasArrived(operation)))
                .subscribe();
        Channels.after(physical.loop(), GIVE_UP, () -> {
            if (running == operation) {
                physical.channel().close();
            }
        });
    }

    /** Only now: on its way it might have hit the next statement. */
    private void cancelHasArrived(Operation<?> operation) {
        operation.beingCancelled(false);
        lease.connection().whenIdle(() -> drained(operation));
    }

    /** The transaction is about to be rolled back: what nobody waits for any more need not go on. */
    void ending() {
        ending = true;
        if (lease != null) {
            onCore(() -> {
                Operation<?> now = running;
                if (now != null
                        && (now.isDraining() || lease.connection().wire().runsForNobody())) {
                    cancelOnServer(now);
                }
            });
        }
    }

    void notEnding() {
        ending = false;
    }

    /** Ends the session if nothing needs it any more. */
    private void leave() {
        int left = entered.decrementAndGet();
        boolean needed = broken == null && !closing && (kept || status() != DriverWatch.IDLE);
        if (left == 0 && !needed && entered.compareAndSet(0, ENDED)) {
            giveBack();
        }
    }

    private void giveBack() {
        Physical physical = lease.connection();
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
        if (hasEnded()) {
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
            return;
        }
        Operation<?> now = running;
        if (now != null) { // whether or not anybody still reads its results
            lease.connection().loop().execute(() -> {
                now.beingCancelled(false);
                drained(now);
            });
        }
        wake();
    }

    /** Rolls back what is open and gives the connection back; completes then. */
    Mono<Void> close() {
        return Mono.defer(() -> {
            if (!enter()) {
                return Mono.empty();
            }
            closing = true;
            ending = true;
            Flux<Void> rollback = run(Transactions::rollback);
            return cancelRunning().thenMany(rollback).onErrorComplete().then(end.asMono());
        });
    }

    /** Completes when that is done: what is run next must not be taken for it. */
    private Mono<Void> cancelRunning() {
        if (lease == null) {
            return Mono.empty();
        }
        return Mono.create(sink -> onCore(() -> {
            Operation<?> now = running;
            if (now != null) {
                now.cancel();
                cancelOnServer(now);
            }
            sink.success();
        }));
    }
}
