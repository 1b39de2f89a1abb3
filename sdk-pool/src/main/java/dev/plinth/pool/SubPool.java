package dev.plinth.pool;

import dev.plinth.api.AcquireQueueFullException;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeClosedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The part of a pool that lives on one core. What is not volatile is the core's alone.
 *
 * <p>Whatever happens changes the state and then calls {@link #pump()}, which matches connections and
 * waiters until nothing more can be done. No wake-up is lost between cores: who waits stands in line
 * first and then looks at what the others have to spare; who has something to spare says so first and
 * then looks at the others' lines.
 */
final class SubPool<T> {

    /** So many steps, and the core's other work has its turn. */
    private static final int TURN = 256;
    /** One in so many goes to whoever has waited the longest on any core, lest a core without connections starve. */
    private static final int FAIR = 8;

    final PerCorePool<T> pool;
    final int core;
    final int share;
    final WaitLine<T> line = new WaitLine<>();
    final Count.Array counts = new Count.Array();
    final Deque<Entry<T>> idle = new ArrayDeque<>();
    final Connections<T> connections;
    final Seen<T> seen;

    private final AcquireTimer<T> timer;
    private final int maxIdle;
    private boolean pumping;
    private int handed;

    SubPool(PerCorePool<T> pool, int core, int min, int share, int maxIdle) {
        this.pool = pool;
        this.core = core;
        this.share = share;
        this.maxIdle = maxIdle;
        this.connections = new Connections<>(this, min);
        this.timer = new AcquireTimer<>(this);
        this.seen = new Seen<>(this);
    }

    AsyncRuntime runtime() {
        return pool.runtime;
    }

    boolean isHere() {
        return pool.runtime.currentCore() == core;
    }

    /** Runs it on this core. Once there are no cores any more it is dropped: the runtime has closed everything. */
    void onCore(Runnable task) {
        if (isHere()) {
            task.run();
            return;
        }
        later(task);
    }

    private void later(Runnable task) {
        try {
            pool.runtime.execute(core, task);
        } catch (RuntimeClosedException e) {
            pool.runtimeClosed(e);
        }
    }

    void acquire(Waiter<T> waiter) {
        if (pool.isClosing()) {
            waiter.fail(pool.closedError());
            return;
        }
        long now = pool.now();
        Entry<T> entry = line.live() == 0 ? readyEntry(now) : null;
        if (entry != null) {
            handOver(entry, waiter, now, false);
            seen.publish();
            return;
        }
        if (pool.cores.refuseOneMore()) {
            counts.add(Count.REFUSED, 1);
            waiter.fail(new AcquireQueueFullException(pool.describe("as many callers as may (maxWaiting="
                    + pool.options.maxWaiting() + ") wait for a connection already")));
            return;
        }
        if (waiter.attempts == 1) {
            waiter.since = now;
        }
        if (line.add(waiter)) {
            timer.arm(waiter);
            pump();
        }
    }

    /** A connection comes back from its borrower. */
    void takeBack(Entry<T> entry, Count wish) {
        connections.takeBack(entry, wish);
        pump();
    }

    /** A connection can be borrowed now. */
    void offer(Entry<T> entry, boolean mostRecent) {
        entry.state = Entry.State.IDLE;
        if (mostRecent) {
            idle.addFirst(entry);
        } else {
            idle.addLast(entry);
        }
    }

    /** Another core has waiters and nothing for them. What cannot be done here is passed on to the next. */
    void help(SubPool<T> other) {
        pump();
        if (!seen.hasSpare() && other.seen.unmet() > connections.underway()) {
            pool.cores.askBeside(other);
        }
    }

    void pump() {
        if (!pumping) {
            pumping = true;
            int steps = 0;
            try {
                do {
                    seen.publish();
                } while (steps++ < TURN && step());
            } finally {
                pumping = false;
            }
            if (steps > TURN) {
                later(this::pump);
            } else {
                rest();
            }
        }
    }

    /** Serves one waiter or sees to it that one can be; false if there is nothing to do. */
    private boolean step() {
        int demand = line.live() + pool.cores.unmetBeside(this);
        if (demand == 0) {
            return false;
        }
        long now = pool.now();
        Entry<T> entry = connections.firstUsable(now);
        boolean wanted = demand > connections.underway();
        if (entry != null && connections.mustValidate(entry, now)) {
            if (!wanted) {
                return false;
            }
            idle.remove(entry);
            connections.validate(entry, true);
            return true;
        }
        if (entry != null) {
            Waiter<T> waiter = nextWaiter(now);
            if (waiter != null) {
                handOver(entry, waiter, now, true);
            }
            return waiter != null;
        }
        if (wanted && hasRoom()) {
            connections.open(null);
            return true;
        }
        if (line.live() > connections.underway()) {
            pool.cores.askBeside(this);
        }
        return false;
    }

    private Entry<T> readyEntry(long now) {
        Entry<T> entry = connections.firstUsable(now);
        return entry == null || connections.mustValidate(entry, now) ? null : entry;
    }

    /** Takes the entry, which is the first of the idle ones, to the waiter; the waiter may be gone. */
    private void handOver(Entry<T> entry, Waiter<T> waiter, long now, boolean claimed) {
        if (!claimed && !waiter.take()) {
            return;
        }
        idle.removeFirst();
        connections.lend(entry, waiter.borrower, now);
        counts.add(Count.ACQUIRED, 1);
        if (claimed) {
            counts.add(Count.WAITED, 1);
            counts.add(Count.WAIT_NANOS, Math.max(0, now - waiter.since));
        }
        if (waiter.caller != core && waiter.caller != AsyncRuntime.NO_CORE) {
            counts.add(Count.LENT_ABROAD, 1);
        }
        waiter.deliver(new CoreLease<>(this, entry));
    }

    private Waiter<T> nextWaiter(long now) {
        if (++handed % FAIR == 0) {
            Waiter<T> oldest = pool.cores.takeOldest(now);
            if (oldest != null) {
                return oldest;
            }
        }
        Waiter<T> own = line.take();
        return own != null ? own : pool.cores.takeBeside(this);
    }

    boolean hasRoom() {
        return connections.total() < share;
    }

    /** When nothing is left to do: too many idle ones are closed, and all of them at the end. */
    private void rest() {
        int keep = pool.isClosing() ? 0 : maxIdle;
        while (idle.size() > keep) {
            connections.close(idle.removeLast(), pool.isClosing() ? Count.CLOSED_DRAINED : Count.CLOSED_SURPLUS);
        }
        seen.publish();
        if (pool.isClosing() && connections.total() == 0 && line.live() == 0) {
            pool.drained(this);
        }
    }

    /** Fails the one who waits the longest, here or, if nobody does, beside; for an attempt that was made for them. */
    void failOne(Throwable error) {
        seen.publish();
        if (line.live() + pool.cores.unmetBeside(this) > connections.underway()) {
            Waiter<T> waiter = line.take();
            waiter = waiter != null ? waiter : pool.cores.takeBeside(this);
            if (waiter != null && !retried(waiter, error)) {
                waiter.failTaken(error);
            }
        }
    }

    /** Whether a claimed waiter will have another attempt. */
    private boolean retried(Waiter<T> waiter, Throwable error) {
        if (pool.retries == null || pool.isClosing() || !pool.connector.mayRetryOpening(error)) {
            return false;
        }
        Duration wait = pool.retries.waitAfter(waiter.attempts);
        if (wait == null || !timer.leaves(waiter, wait)) {
            return false;
        }
        counts.add(Count.RETRIES, 1);
        waiter.comeBackAfter(wait);
        return true;
    }

    void failAll(Throwable error) {
        for (Waiter<T> waiter = line.take(); waiter != null; waiter = line.take()) {
            waiter.failTaken(error);
        }
    }
}
