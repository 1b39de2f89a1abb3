package dev.plinth.backend.virtualthreads;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jctools.queues.MessagePassingQueue;

/**
 * What a {@link Core} does, turn by turn: timers, then what has arrived and what it gave itself, by the
 * weights of the queues where there are any, then the flushes of the connections that gathered something.
 * On the core, except where noted.
 */
final class CoreTurns {

    /** At most so many tasks of each kind between two looks at the timers and the flushes, if the slice is not used up before. */
    private static final int TURN = 1024;

    /** At most so many that have arrived are put into their lines at a time. */
    private static final int INTAKE = 16 * TURN;

    private final Core core;
    private final MessagePassingQueue<Runnable> mailbox;
    private final Queues queues;
    private final SliceClock clock;
    private final Line unassigned = new Line();
    private final ArrayDeque<Runnable> local = unassigned.tasks();
    private final ArrayDeque<Runnable> later = new ArrayDeque<>();
    private final Timers timers = new Timers();
    private final Lines lines;
    private Connection dirty;

    CoreTurns(Core core, MessagePassingQueue<Runnable> mailbox, Queues queues, SliceClock clock) {
        this.core = core;
        this.mailbox = mailbox;
        this.queues = queues;
        this.clock = clock;
        this.lines = new Lines(unassigned, clock, core::runTask);
    }

    Timers timers() {
        return timers;
    }

    Lines lines() {
        return lines;
    }

    void add(Runnable task) {
        local.add(task);
    }

    void addForNextTurn(Runnable task) {
        later.add(task);
    }

    /** Has {@code connection} flushed at the end of this turn; once until it was. */
    void markDirty(Connection connection) {
        connection.nextDirty = dirty;
        dirty = connection;
    }

    /** Tasks that wait and have arrived, those on their way to a queue included. From any thread, a recent value. */
    int arrived() {
        return mailbox.size() + local.size();
    }

    /** Whether there is nothing to do before the next timer. */
    boolean isIdle() {
        return mailbox.isEmpty() && later.isEmpty() && local.isEmpty() && lines.isEmpty() && !timers.isDue();
    }

    /** Runs what is left, and what {@code late} still takes. */
    void runToTheEnd(LateTasks late) {
        boolean more = true;
        while (more) {
            drainLater();
            Runnable own = local.poll();
            if (own == null && !lines.isEmpty()) {
                lines.runAny();
            } else {
                Runnable task = own != null ? own : late.next();
                more = task != null;
                if (more) {
                    core.runTask(task);
                }
            }
            flushDirty();
        }
    }

    /** What will not run, the core hanging in a task. From another thread: nobody else is at it. */
    List<Runnable> abandon() {
        List<Runnable> left = new ArrayList<>(local);
        left.addAll(lines.abandon());
        return left;
    }

    /** @return whether there may be more to do */
    boolean turn() {
        drainLater();
        boolean worked = runTimers();
        if (queues.areNone() && lines.isEmpty()) {
            worked |= runArriving();
            worked |= runLocal();
        } else {
            worked |= takeIn();
            if (lines.isEmpty()) {
                worked |= runLocal();
            } else {
                lines.run();
                worked = true;
            }
        }
        flushDirty();
        return worked;
    }

    /** Runs what arrives as it comes: there is no queue to weigh it against. */
    private boolean runArriving() {
        int count = 0;
        Runnable task;
        // once the core is ending, the mailbox belongs to LateTasks
        while (count < TURN && !core.isEnding() && (task = mailbox.poll()) != null) {
            core.runTask(task);
            count++;
            if (clock.isUsedUp()) {
                break;
            }
        }
        return count > 0;
    }

    private boolean runLocal() {
        int count = 0;
        Runnable task;
        // a task with a queue may have come meanwhile
        while (count < TURN && lines.isEmpty() && (task = local.poll()) != null) {
            core.runTask(task);
            count++;
            if (clock.isUsedUp()) {
                break;
            }
        }
        return count > 0;
    }

    /** Puts what has arrived into its lines. */
    private boolean takeIn() {
        int count = 0;
        Runnable task;
        while (count < INTAKE && !core.isEnding() && (task = mailbox.poll()) != null) {
            if (QueueLine.isArriving(task)) {
                task.run();
            } else {
                local.add(task);
            }
            count++;
        }
        return count > 0;
    }

    private void drainLater() {
        Runnable task;
        while ((task = later.poll()) != null) {
            local.add(task);
        }
    }

    private boolean runTimers() {
        if (timers.isEmpty()) {
            return false;
        }
        long now = System.nanoTime();
        boolean worked = false;
        TimedTask task;
        while ((task = timers.pollDue(now)) != null) {
            core.runTask(task::fire);
            worked = true;
        }
        return worked;
    }

    private void flushDirty() {
        while (dirty != null) {
            Connection first = dirty;
            dirty = first.nextDirty;
            first.nextDirty = null;
            first.flushTurn();
        }
    }
}
