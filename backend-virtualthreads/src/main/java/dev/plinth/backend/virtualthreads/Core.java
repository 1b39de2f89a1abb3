package dev.plinth.backend.virtualthreads;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One core: a virtual thread with a mailbox, which takes {@link CoreTurns turns} and sleeps between them. */
final class Core implements Runnable, Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Core.class);

    /** The method that it is in while it waits for its next turn. */
    static final String BETWEEN_TURNS = "idle";

    private static final int RUNNING = 0;
    private static final int SLEEPING = 1;
    private static final int ENDING = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Core.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int index;
    private final Thread thread;
    private final Threads threads;
    // the atomic variant: the other one uses sun.misc.Unsafe, of which new JVMs complain
    private final MessagePassingQueue<Runnable> mailbox = new MpscUnboundedAtomicArrayQueue<>(1024);
    private final Connections connections = new Connections();
    private final LateTasks late = new LateTasks(mailbox);
    private final SliceClock clock;
    private final CoreTurns turns;
    private final LongAdder wakeUps = new LongAdder();
    private final Count ran = new Count();
    private final Count busyNanos = new Count();
    private final Count sleeps = new Count();
    private volatile int state = RUNNING;
    private Alarm alarm;
    private Runnable onAwake = () -> {};

    /** @param slice in nanoseconds, how long tasks run before the core looks at timers and flushes */
    Core(int index, Threads threads, Queues queues, long slice) {
        this.index = index;
        this.threads = threads;
        this.clock = new SliceClock(slice);
        this.turns = new CoreTurns(this, mailbox, queues, clock);
        this.thread = Thread.ofVirtual().name("plinth-vt-core-" + index).unstarted(this);
    }

    int index() {
        return index;
    }

    @Override
    public Core core() {
        return this;
    }

    Thread thread() {
        return thread;
    }

    Timers timers() {
        return turns.timers();
    }

    /** The open connections. */
    Connections connections() {
        return connections;
    }

    /** The task queues that have tasks here. */
    Lines lines() {
        return turns.lines();
    }

    /** The lane of the task that runs. On the core. */
    Lane currentLane() {
        return lines().current() instanceof QueueLine queue ? queue : this;
    }

    /** Whether the task that runs has used up the slice. On the core. */
    boolean needsPreempt() {
        return clock.isUsedUpNow();
    }

    /** How often a producer had to wake this core. */
    long wakeUps() {
        return wakeUps.sum();
    }

    /** How often it slept. From any thread. */
    long sleeps() {
        return sleeps.get();
    }

    /** Whether it sleeps now. From any thread. */
    boolean isAsleep() {
        return state == SLEEPING;
    }

    /** Tasks that have run. From any thread. */
    long ran() {
        return ran.get();
    }

    /** Nanoseconds that it was at work. From any thread. */
    long busyNanos() {
        return busyNanos.get();
    }

    /** Tasks that wait and have arrived, those on their way to a queue included. From any thread, a recent value. */
    int arrived() {
        return turns.arrived();
    }

    /** Whether its mailbox is {@link LateTasks}' now. */
    boolean isEnding() {
        return state == ENDING;
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /**
     * Runs {@code task} on this core, in the current turn if that is the caller. From any thread.
     *
     * @return false if the core has ended and the task will not run
     */
    @Override
    public boolean submit(Runnable task) {
        if (isCurrent()) {
            turns.add(task);
            return true;
        }
        mailbox.offer(task);
        // the offer must be seen by the core before we look whether it sleeps; see idle()
        VarHandle.fullFence();
        int seen = state;
        if (seen == SLEEPING) {
            wake();
        }
        return seen != ENDING || late.accepts(task);
    }

    /** Runs {@code task} now if the caller is this core, else submits it. */
    @Override
    public boolean runOrSubmit(Runnable task) {
        if (isCurrent()) {
            runNow(task);
            return true;
        }
        return submit(task);
    }

    @Override
    public boolean isInside() {
        return true;
    }

    private void wake() {
        if (STATE.compareAndSet(this, SLEEPING, RUNNING)) {
            wakeUps.increment();
            LockSupport.unpark(thread);
            onAwake.run();
        }
    }

    /** {@link #submit}, or runs {@code task} right here if the core has ended. */
    void submitOrRun(Runnable task) {
        if (!submit(task)) {
            runNow(task);
        }
    }

    @Override
    public void inNextTurn(Runnable task) {
        turns.addForNextTurn(task);
    }

    /** Has {@code connection} flushed at the end of this turn. On the core, once until it was. */
    void markDirty(Connection connection) {
        turns.markDirty(connection);
    }

    /**
     * Starts the thread.
     *
     * @param awake called when it no longer sleeps, on any thread: it must be quick
     */
    void start(Runnable awake) {
        onAwake = awake;
        alarm = new Alarm("plinth-vt-alarm-" + index, threads, this::wake);
        thread.start();
    }

    /** The runtime ends: drops the timers and closes the connections. On the core. */
    void closeAll() {
        timers().dropAll();
        connections.closeAll();
    }

    /** Lets the core run what it has accepted, and then end. From any thread. */
    void end() {
        if ((int) STATE.getAndSet(this, ENDING) != ENDING) {
            LockSupport.unpark(thread);
        }
    }

    /** Gives up on a core that does not end: what is in its mailbox will not run. */
    void abandon() {
        end();
        alarm.stop();
        late.close();
        for (Runnable task : turns.abandon()) {
            if (task instanceof LateTasks.Rejectable rejectable) {
                rejectable.reject();
            }
        }
    }

    @Override
    public void run() {
        long now = System.nanoTime();
        while (state != ENDING) {
            clock.begin(now);
            if (turns.turn()) {
                now = System.nanoTime();
                busyNanos.add(now - clock.begun());
            } else {
                idle();
                now = System.nanoTime();
            }
        }
        turns.runToTheEnd(late);
        alarm.stop();
    }

    private void idle() {
        if (!STATE.compareAndSet(this, RUNNING, SLEEPING)) {
            return;
        }
        // whoever offered before we said that we sleep may not have seen it: look again
        if (turns.isIdle()) {
            if (!timers().isEmpty()) {
                alarm.set(timers().nextDue());
            }
            sleeps.add(1);
            LockSupport.park(this);
        }
        if (STATE.compareAndSet(this, SLEEPING, RUNNING)) {
            onAwake.run();
        }
    }

    /** Runs and counts {@code task}. On the core. */
    void runTask(Runnable task) {
        runNow(task);
        ran.add(1);
    }

    /** Runs {@code task} here and now, as part of the one that runs. */
    void runNow(Runnable task) {
        try {
            task.run();
        } catch (Throwable t) {
            LOG.error("A task on a core failed; the core goes on", t);
        }
    }
}
