package dev.plinth.netty;

import dev.plinth.api.CoreInfo;
import dev.plinth.api.RuntimeClosedException;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;
import io.netty.util.internal.ThreadExecutorMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One core: a thread that takes what it was sent, runs tasks for a slice, then I/O and Netty's own
 * tasks, and again; that looks around for a little longer when there is nothing to do, and then
 * sleeps until something comes.
 */
final class CoreExecutor implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(CoreExecutor.class);

    /** Of each sender, before tasks run. */
    private static final int MOST_MAIL = 4096;

    private static final int MOST_FAILURES = 10;
    private static final long AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final int index;
    private final CoreLoops group;
    private final CoreSetup setup;
    private final CoreThread thread;
    private final Mailboxes mailboxes;
    private final SleepGate gate = new SleepGate();
    private final WeightedQueues queues;
    private final QueueLine defaultLine;
    private final CompletableFuture<CoreInfo> started = new CompletableFuture<>();

    // Written by its own thread before it has started.
    private ManualIoEventLoop loop;
    private GatedIoHandler io;

    private final Tally received = new Tally();
    private final Tally nettyTasks = new Tally();
    private final Tally spins = new Tally();
    private final AtomicLong savedSeen = new AtomicLong();
    private final Tally stalls = new Tally();
    private final Optional<CoreTimes> times;
    private boolean stopping;
    private long stopBy;
    private int failures;

    CoreExecutor(int index, CoreLoops group, CoreSetup setup) {
        this.index = index;
        this.group = group;
        this.setup = setup;
        this.thread = new CoreThread(group, this, setup.threadPrefix() + index);
        this.mailboxes = new Mailboxes(setup.cores());
        this.queues = new WeightedQueues(System::nanoTime, setup.sliceNanos(), setup.queues()::tightestLatencyNanos);
        this.defaultLine = new QueueLine(queues, setup.queues().defaultQueue());
        this.times = setup.histograms() ? Optional.of(CoreTimes.create()) : Optional.empty();
    }

    int index() {
        return index;
    }

    ManualIoEventLoop loop() {
        return loop;
    }

    WeightedQueues queues() {
        return queues;
    }

    QueueLine defaultLine() {
        return defaultLine;
    }

    // ---- from any thread

    boolean isHere() {
        return Thread.currentThread() == thread;
    }

    /** @throws RuntimeClosedException if the core has ended */
    void execute(Runnable task) {
        if (Thread.currentThread() == thread) {
            defaultLine.add(task);
        } else {
            send(task);
        }
    }

    /** @throws RuntimeClosedException if the core has ended */
    void execute(QueueLine line, Runnable task) {
        if (Thread.currentThread() == thread) {
            line.add(task);
        } else {
            send(new Mail.ForLine(line, task));
        }
    }

    private void send(Runnable mail) {
        CoreExecutor from = CoreThread.current(group);
        if (from == null) {
            mailboxes.send(mail);
        } else {
            mailboxes.send(from.index, mail);
        }
        wake();
        if (mailboxes.takeBack(mail)) {
            throw new RuntimeClosedException("the runtime has been shut down");
        }
    }

    private void wake() {
        if (gate.mustWake()) {
            io.wakeNow();
        }
    }

    // ---- start and end

    /** Starts the thread; done once the core is there. */
    CompletableFuture<CoreInfo> start() {
        thread.start();
        return started;
    }

    /** Runs what it was given, then ends: what has not run by {@code deadline} is dropped. */
    void stop(long deadline) {
        try {
            send(new Mail() {
                @Override
                public void run() {
                    stopping = true;
                    stopBy = deadline;
                }
            });
        } catch (RuntimeClosedException e) {
            LOG.trace("Core {} has ended", index, e);
        }
    }

    boolean isRunning() {
        return thread.isAlive();
    }

    /** Waits for the thread. */
    boolean join(long deadline) throws InterruptedException {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        return !thread.isAlive();
    }

    @Override
    public void run() {
        CoreInfo place;
        try {
            // Before anything is made, so that its memory is near.
            place = setup.placement().place(index, thread);
            loop = new ManualIoEventLoop(group, thread, owner -> {
                io = GatedIoHandler.create(handlers(), owner, gate, this::nothingArrived, setup.onAwake());
                return io;
            });
            ThreadExecutorMap.setCurrentExecutor(loop);
            loop.runNow();
        } catch (Throwable e) {
            if (loop != null) {
                endLoop();
            }
            started.completeExceptionally(e);
            return;
        }
        started.complete(place);
        while (!stopping && !loop.isShuttingDown()) {
            try {
                turn();
                failures = 0;
            } catch (Throwable e) {
                failed(e);
            }
        }
        finish();
    }

    private IoHandlerFactory handlers() {
        IoHandlerFactory plain = setup.handlers();
        return times.<IoHandlerFactory>map(
                        measured -> owner -> new PollGapHandler(plain.newHandler(owner), measured.pollGap()))
                .orElse(plain);
    }

    private void finish() {
        do {
            try {
                mailboxes.receive(this::open, MOST_MAIL);
                queues.runSlice();
                poll();
            } catch (Throwable e) {
                failed(e);
            }
        } while ((queues.hasTasks() || !mailboxes.isEmpty()) && !late());
        endLoop();
        mailboxes.close(this::open);
        while (queues.hasTasks() && !late()) {
            queues.runSlice();
        }
        if (queues.hasTasks()) {
            LOG.warn("Core {} ended with tasks that had not run in time for the shutdown", index);
        }
    }

    private boolean late() {
        return stopping && System.nanoTime() - stopBy >= 0;
    }

    /** Only the owner's own run brings a loop to its end. */
    private void endLoop() {
        loop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
        failures = 0;
        while (!loop.isTerminated() && failures < MOST_FAILURES) {
            try {
                loop.runNow();
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    /** What is thrown by a task or a callback ends there: this came from the loop itself. */
    private void failed(Throwable e) {
        LOG.error("Core {} goes on after a failure of its loop", index, e);
        if (++failures > 1) {
            LockSupport.parkNanos(AFTER_FAILURE_NANOS); // not as fast as it can
        }
    }

    // ---- the loop

    private void turn() {
        received.add(mailboxes.receive(this::open, MOST_MAIL));
        queues.runSlice();
        if (stopping || !nothingArrived()) {
            poll(); // no sleep: the end is to come
        } else if (setup.spinNanos() == 0) {
            sleep();
        } else {
            spin();
        }
    }

    private void open(Runnable mail) {
        if (mail instanceof Mail special) {
            special.run();
        } else {
            defaultLine.add(mail);
        }
    }

    private boolean nothingArrived() {
        return !queues.hasTasks() && mailboxes.isEmpty();
    }

    private int poll() {
        queues.leaveSlice();
        return count(loop.runNow());
    }

    /** Not if there is anything to do, be it I/O. */
    private void sleep() {
        queues.leaveSlice();
        count(loop.run(0));
    }

    private int count(int done) {
        nettyTasks.add(done - io.handled());
        return done;
    }

    /** Until something has come. No {@code onSpinWait}: blocking detectors take it for blocking. */
    private void spin() {
        long until = 0;
        boolean timed = false;
        while (poll() == 0 && nothingArrived()) {
            long now = System.nanoTime();
            if (!timed) {
                timed = true;
                until = now + setup.spinNanos();
            } else if (now - until >= 0) {
                sleep();
                return;
            }
            spins.add(1);
        }
    }

    // ---- for tasks that ask

    /** On the core. */
    boolean needsPreempt() {
        return queues.needsPreempt() || setup.queues().tightestLatencyNanos() > 0 && !mailboxes.isEmpty();
    }

    /** On the core: the line whose task runs, or the default one in a callback of I/O. */
    QueueLine runningLine() {
        QueueLine line = queues.running();
        return line == null ? defaultLine : line;
    }

    // ---- for others to see

    /** Grows while the core gets on with anything at all. */
    long progress() {
        return io.polls().get() + queues.batches().get();
    }

    boolean isAsleep() {
        return gate.isAsleep();
    }

    /** What it runs, as far as that is a task of a queue; a guess. */
    Runnable runningTask() {
        QueueLine line = queues.running();
        return line == null ? null : line.first();
    }

    CoreThread thread() {
        return thread;
    }

    int waitingMail() {
        return mailboxes.size();
    }

    Tally nettyTasks() {
        return nettyTasks;
    }

    Tally spins() {
        return spins;
    }

    /** Kept by the watch. */
    Tally stalls() {
        return stalls;
    }

    /** If they are wanted. */
    Optional<CoreTimes> times() {
        return times;
    }

    GatedIoHandler io() {
        return io;
    }

    /** A difference of counts of slightly different moments, which must not be seen to go back. */
    long wakeupsSaved() {
        long saved = received.get() + io.savedByNetty() - io.wakeups().get();
        return savedSeen.accumulateAndGet(saved, Math::max);
    }
}
