package dev.plinth.netty;

import dev.plinth.api.CoreInfo;
import dev.plinth.api.RuntimeClosedException;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.util.concurrent.ThreadAwareExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One core: a thread with a loop, which takes {@link CoreTurns turns} until it is stopped. */
final class CoreExecutor implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(CoreExecutor.class);

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
    private final CoreCounts counts;
    private final CoreTurns turns;
    private final CompletableFuture<CoreInfo> started = new CompletableFuture<>();

    // Written by its own thread before it has started.
    private SlicedEventLoop loop;
    private GatedIoHandler io;

    private int failures;

    CoreExecutor(int index, CoreLoops group, CoreSetup setup) {
        this.index = index;
        this.group = group;
        this.setup = setup;
        this.thread = new CoreThread(group, this, setup.threadPrefix() + index);
        this.mailboxes = new Mailboxes(setup.cores());
        this.queues = new WeightedQueues(System::nanoTime, setup.sliceNanos(), setup.queues()::tightestLatencyNanos);
        this.defaultLine = new QueueLine(queues, setup.queues().defaultQueue());
        this.counts = new CoreCounts(setup.histograms());
        this.turns = new CoreTurns(mailboxes, queues, defaultLine, setup.spinNanos(), counts);
    }

    int index() {
        return index;
    }

    SlicedEventLoop loop() {
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
                    turns.end(deadline);
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
            loop = new SlicedEventLoop(group, thread, this::ioOf, setup.sliceNanos());
            turns.on(loop);
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
        while (!turns.isEnding() && !loop.isShuttingDown()) {
            try {
                turns.turn();
                failures = 0;
            } catch (Throwable e) {
                failed(e);
            }
        }
        finish();
    }

    private IoHandler ioOf(ThreadAwareExecutor owner) {
        IoHandlerFactory plain = setup.handlers();
        IoHandlerFactory handlers = counts.times()
                .<IoHandlerFactory>map(times -> one -> new PollGapHandler(plain.newHandler(one), times.pollGap()))
                .orElse(plain);
        io = GatedIoHandler.create(handlers, owner, gate, turns::nothingArrived, setup.onAwake());
        return io;
    }

    private void finish() {
        do {
            try {
                turns.turnAwake();
            } catch (Throwable e) {
                failed(e);
            }
        } while ((queues.hasTasks() || !mailboxes.isEmpty()) && !turns.isLate());
        endLoop();
        mailboxes.close(turns::open);
        while (queues.hasTasks() && !turns.isLate()) {
            queues.runSlice();
        }
        if (queues.hasTasks()) {
            LOG.warn("Core {} ended with tasks that had not run in time for the shutdown", index);
        }
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

    CoreCounts counts() {
        return counts;
    }

    GatedIoHandler io() {
        return io;
    }
}
