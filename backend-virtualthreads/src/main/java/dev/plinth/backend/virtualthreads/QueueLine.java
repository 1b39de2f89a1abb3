package dev.plinth.backend.virtualthreads;

import dev.plinth.api.Shares;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The line of a {@link VirtualTaskQueue} on one core. */
final class QueueLine extends Line implements Lane {

    private final Core core;
    private final VirtualTaskQueue queue;
    private final long within;
    private final AtomicLong accepted = new AtomicLong();
    private Shares known;
    private volatile int shares;
    private long askAgain;
    private boolean retired;

    QueueLine(Core core, VirtualTaskQueue queue) {
        this.core = core;
        this.queue = queue;
        this.within = queue.latency().within().map(Duration::toNanos).orElse(NEVER);
        this.known = queue.shares();
        this.shares = queue.ask(known, Shares.DEFAULT.now());
        this.askAgain = System.nanoTime() + known.period().toNanos();
    }

    @Override
    String name() {
        return queue.name();
    }

    @Override
    long within() {
        return within;
    }

    @Override
    int shares(long now) {
        Shares wanted = queue.shares();
        if (wanted != known || (!known.period().isZero() && now - askAgain >= 0)) {
            known = wanted;
            askAgain = now + known.period().toNanos();
            shares = queue.ask(known, shares);
        }
        return shares;
    }

    /** Its shares now; those that change, as they were when it was last served. From any thread. */
    int sharesKnown() {
        Shares now = queue.shares();
        return now.period().isZero() ? now.now() : shares;
    }

    /** How many tasks wait, those included that are still on their way to the core. From any thread. */
    long waiting() {
        return Math.max(0, accepted.get() - ran());
    }

    /** How many of them are still on their way. From any thread, a recent value. */
    long onTheWay() {
        return Math.max(0, waiting() - tasks().size());
    }

    @Override
    public Core core() {
        return core;
    }

    @Override
    public boolean submit(Runnable task) {
        accepted.incrementAndGet();
        if (core.isCurrent()) {
            take(task);
            return true;
        }
        boolean taken = core.submit(new Arriving(this, task));
        if (!taken) {
            accepted.decrementAndGet();
        }
        return taken;
    }

    @Override
    public boolean runOrSubmit(Runnable task) {
        if (core.isCurrent() && isInside()) {
            core.runNow(task);
            return true;
        }
        return submit(task);
    }

    @Override
    public void inNextTurn(Runnable task) {
        submit(task);
    }

    @Override
    public boolean isInside() {
        return core.lines().current() == this || isRetired();
    }

    private void take(Runnable task) {
        if (isRetired()) {
            accepted.decrementAndGet();
            core.submit(task);
        } else {
            tasks().add(task);
            core.lines().waits(this);
        }
    }

    /** Once its queue was closed and its last task has run, what still comes needs no line. On the core. */
    private boolean isRetired() {
        retired = retired || (!waits && queue.isClosed());
        return retired;
    }

    /** A task on its way to its line, from another thread. */
    private record Arriving(QueueLine line, Runnable task) implements Runnable, LateTasks.Rejectable {

        @Override
        public void run() {
            line.take(task);
        }

        @Override
        public void reject() {
            if (task instanceof LateTasks.Rejectable rejectable) {
                rejectable.reject();
            }
        }
    }

    /** Whether {@code task} is but on its way to a line, and takes no time. */
    static boolean isArriving(Runnable task) {
        return task instanceof Arriving;
    }
}
