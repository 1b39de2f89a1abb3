package dev.plinth.db;

import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/**
 * The operations of a {@link Session}: one at a time, in the order in which they were subscribed to, on the
 * connection's core. An operation has its turn until the server has answered all of it; what nobody reads is
 * dropped, and cancelled on the server if there is no end to it.
 */
final class Turns {

    /** A server that does not end a statement within this, though it was asked to cancel it, loses the connection. */
    private static final Duration GIVE_UP = Duration.ofSeconds(5);

    private final Session session;
    private final Duration cancelAfter;
    private final Queue<Operation<?>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger wakeUps = new AtomicInteger();
    private volatile boolean ending;
    private Operation<?> running; // on the connection's core

    Turns(Session session, Duration cancelAfter) {
        this.session = session;
        this.cancelAfter = cancelAfter;
    }

    void add(Operation<?> operation) {
        waiting.add(operation);
        R2dbcException refused = session.refused();
        if (refused != null) {
            refuseAll(refused);
        } else {
            wake();
        }
    }

    /** An operation that waited was cancelled. */
    void cancelledWaiting() {
        if (session.physicalOrNull() != null) {
            onCore(session::leave);
        } else {
            session.leaveBeforeLent();
        }
    }

    private void wake() {
        if (wakeUps.getAndIncrement() != 0) {
            return;
        }
        if (session.physicalOrNull() != null) {
            begin();
        } else {
            session.acquire();
        }
    }

    /** There is a connection. */
    void begin() {
        onCore(this::work);
    }

    void refuseAll(R2dbcException refused) {
        for (Operation<?> operation; (operation = waiting.poll()) != null; ) {
            operation.fail(refused);
        }
    }

    private void onCore(Runnable task) {
        Physical physical = session.physicalOrNull();
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
            R2dbcException dead = session.broken();
            if (dead != null) {
                if (next.fail(dead)) {
                    session.leave();
                }
            } else if (next.mayStart()) {
                running = next;
                next.start(session.physicalOrNull());
            }
        }
    }

    /**
     * Nobody reads anything of it now. What it has handed out of the driver's results may be about to be read,
     * before the loop's turn is over, and the driver is to come to its own end first; else nothing of it can come, and
     * the next has its turn at once.
     */
    void mayHaveEnded(Operation<?> operation) {
        Physical physical = session.physicalOrNull();
        if (!operation.hasHandedOutResults()
                && physical.loop().inEventLoop()
                && !physical.watch().isReading()) {
            end(operation);
        } else {
            physical.loop().execute(() -> end(operation));
        }
    }

    private void end(Operation<?> operation) {
        if (operation.ends() && running == operation) {
            Physical physical = session.physicalOrNull();
            if (physical.isIdle()) {
                drained(operation);
                return;
            }
            if (!physical.watch().isIdle()) {
                drain(operation);
            }
            physical.whenIdle(() -> drained(operation));
        }
    }

    private void drained(Operation<?> operation) {
        if (running == operation && !operation.isBeingCancelled()) {
            running = null;
            if (operation.kind() == SqlKind.LASTING) {
                session.physicalOrNull().wire().forgetPrepared();
            }
            session.leave();
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
        Channels.after(session.physicalOrNull().loop(), cancelAfter, () -> {
            if (session.status() == DriverWatch.IDLE) {
                cancelOnServer(operation);
            }
        });
    }

    private void cancelOnServer(Operation<?> operation) {
        Physical physical = session.physicalOrNull();
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
        session.physicalOrNull().whenIdle(() -> drained(operation));
    }

    /** What nobody waits for any more need not go on. */
    void ending() {
        ending = true;
        if (session.physicalOrNull() != null) {
            onCore(() -> {
                Operation<?> now = running;
                if (now != null
                        && (now.isDraining() || session.physicalOrNull().wire().runsForNobody())) {
                    cancelOnServer(now);
                }
            });
        }
    }

    void notEnding() {
        ending = false;
    }

    /** The connection is lost: what runs has ended, whether or not anybody still reads its results. */
    void lost() {
        Operation<?> now = running;
        if (now != null) {
            session.physicalOrNull().loop().execute(() -> {
                now.beingCancelled(false);
                drained(now);
            });
        }
        wake();
    }

    /** Cancels what runs, and completes when that is done: what is run next must not be taken for it. */
    Mono<Void> cancelAll() {
        ending = true;
        if (session.physicalOrNull() == null) {
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
