package dev.plinth.backend.virtualthreads;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One core: a virtual thread that runs what is in its mailbox, its timers, and at the end of each
 * turn flushes the connections that gathered something.
 */
final class Core implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Core.class);

    /** At most so many tasks from each queue between two looks at the timers and the flushes. */
    private static final int TURN = 1024;

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
    private final ArrayDeque<Runnable> local = new ArrayDeque<>();
    private final ArrayDeque<Runnable> later = new ArrayDeque<>();
    private final Timers timers = new Timers();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final LateTasks late = new LateTasks(mailbox);
    private final LongAdder wakeUps = new LongAdder();
    private final CountDownLatch allClosed = new CountDownLatch(1);
    private volatile int state = RUNNING;
    private Connection dirty;
    private boolean closing;
    private Alarm alarm;

    Core(int index, Threads threads) {
        this.index = index;
        this.threads = threads;
        this.thread = Thread.ofVirtual().name("plinth-vt-core-" + index).unstarted(this);
    }

    int index() {
        return index;
    }

    Thread thread() {
        return thread;
    }

    Timers timers() {
        return timers;
    }

    /** The open connections; changed on the core, and looked at by the shutdown. */
    Set<Connection> connections() {
        return connections;
    }

    /** How often a producer had to wake this core. */
    long wakeUps() {
        return wakeUps.sum();
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /**
     * Runs {@code task} on this core, in the current turn if that is the caller. From any thread.
     *
     * @return false if the core has ended and the task will not run
     */
    boolean submit(Runnable task) {
        if (isCurrent()) {
            local.add(task);
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
    boolean runOrSubmit(Runnable task) {
        if (isCurrent()) {
            runTask(task);
            return true;
        }
        return submit(task);
    }

    private void wake() {
        if (STATE.compareAndSet(this, SLEEPING, RUNNING)) {
            wakeUps.increment();
            LockSupport.unpark(thread);
        }
    }

    /** {@link #submit}, or runs {@code task} right here if the core has ended. */
    void submitOrRun(Runnable task) {
        if (!submit(task)) {
            runTask(task);
        }
    }

    /** Runs {@code task} in the next turn, so that whoever has much to do lets others in between. On the core. */
    void inNextTurn(Runnable task) {
        later.add(task);
    }

    /** Has {@code connection} flushed at the end of this turn. On the core, once until it was. */
    void markDirty(Connection connection) {
        connection.nextDirty = dirty;
        dirty = connection;
    }

    /** Starts the thread. */
    void start() {
        alarm = new Alarm("plinth-vt-alarm-" + index, threads, this::wake);
        thread.start();
    }

    /** The runtime ends: drops the timers and closes the connections. On the core. */
    void closeAll() {
        timers.dropAll();
        RuntimeException why = VirtualThreadsRuntime.closedError();
        connections.forEach(connection -> connection.closeNow(null, why));
        closing = true;
        countClosed();
    }

    /** A connection of this core has closed for good. On the core. */
    void closed(Connection connection) {
        connections.remove(connection);
        countClosed();
    }

    private void countClosed() {
        if (closing && connections.isEmpty()) {
            allClosed.countDown();
        }
    }

    /** Waits, after {@link #closeAll}, until all connections have closed. */
    void awaitClosed(long deadline) throws InterruptedException {
        allClosed.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
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
        Runnable own;
        while ((own = local.poll()) != null) { // nobody else is at it: the core hangs in a task
            if (own instanceof LateTasks.Rejectable rejectable) {
                rejectable.reject();
            }
        }
    }

    @Override
    public void run() {
        while (state != ENDING) {
            if (!turn()) {
                idle();
            }
        }
        Runnable task;
        while ((task = nextToTheEnd()) != null) {
            runTask(task);
            flushDirty();
        }
        alarm.stop();
    }

    private Runnable nextToTheEnd() {
        drainLater();
        Runnable own = local.poll();
        return own != null ? own : late.next();
    }

    /** @return whether there may be more to do */
    private boolean turn() {
        drainLater();
        boolean worked = runTimers();
        worked |= drain(mailbox);
        worked |= drainLocal();
        flushDirty();
        return worked;
    }

    private boolean drain(MessagePassingQueue<Runnable> queue) {
        int count = 0;
        Runnable task;
        // once the core is ending, the mailbox belongs to LateTasks
        while (count < TURN && state != ENDING && (task = queue.poll()) != null) {
            runTask(task);
            count++;
        }
        return count > 0;
    }

    private boolean drainLocal() {
        int count = 0;
        Runnable task;
        while (count < TURN && (task = local.poll()) != null) {
            runTask(task);
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
            runTask(task::fire);
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

    private void idle() {
        if (!STATE.compareAndSet(this, RUNNING, SLEEPING)) {
            return;
        }
        // whoever offered before we said that we sleep may not have seen it: look again
        if (mailbox.isEmpty() && later.isEmpty() && local.isEmpty() && !timers.isDue()) {
            if (!timers.isEmpty()) {
                alarm.set(timers.nextDue());
            }
            LockSupport.park(this);
        }
        STATE.compareAndSet(this, SLEEPING, RUNNING);
    }

    private static void runTask(Runnable task) {
        try {
            task.run();
        } catch (Throwable t) {
            LOG.error("A task on a core failed; the core goes on", t);
        }
    }
}
