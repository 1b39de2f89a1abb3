package dev.plinth.netty.bridge;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.netty.LastingEventLoopGroup;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.internal.ThreadExecutorMap;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One core of a runtime as a Netty event loop: it has no thread of its own. What other threads submit
 * goes straight to the core. What the core itself submits waits in a local queue, which is emptied
 * before a callback of a connection returns ({@link #enter}, {@link #exit}), so that a runtime that
 * is shutting down and takes no more tasks still lets the channels end as Netty's users expect.
 *
 * <p>Netty's own {@code ManualIoEventLoop} does not do here: its final {@code execute} wakes nobody
 * when called on the owning thread, since it takes for granted that this thread is about to run it.
 */
final class BridgeEventLoop extends AbstractScheduledEventExecutor implements IoEventLoop, LastingEventLoopGroup {

    /** After so many tasks at a stretch the core's other work gets its turn. */
    private static final int TASKS_PER_TURN = 1024;

    private final BridgeEventLoopGroup group;
    private final AsyncRuntime runtime;
    private final int core;
    private final LoopTimer timer;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final Runnable drain = this::drain;
    private final Promise<Void> terminated = new DefaultPromise<>(GlobalEventExecutor.INSTANCE);

    private final Set<BridgeChannel> channels = new HashSet<>();

    private volatile Thread owner;
    private int depth;
    private boolean drainSubmitted;
    private boolean refusing;

    BridgeEventLoop(BridgeEventLoopGroup group, AsyncRuntime runtime, int core) {
        super(group);
        this.group = group;
        this.runtime = runtime;
        this.core = core;
        this.timer = new LoopTimer(runtime, core, this::runDueTasks);
    }

    /** Binds to the core's thread. Until then {@link #inEventLoop} asks the runtime. */
    void start() {
        try {
            runtime.execute(core, this::bind);
        } catch (RuntimeClosedException e) {
            terminated.trySuccess(null);
        }
    }

    private void bind() {
        owner = Thread.currentThread();
        if (ThreadExecutorMap.currentExecutor() == null) {
            // Netty's allocator caches per event loop thread, and knows those threads by this.
            ThreadExecutorMap.setCurrentExecutor(this);
        }
        // The SPI has no listener for its end; but every Mono of a runtime terminates with it.
        runtime.delay(LoopTimer.LONGEST).subscribe(null, this::runtimeClosed);
    }

    private void runtimeClosed(Throwable cause) {
        timer.cancel();
        terminated.trySuccess(null);
        if (inEventLoop()) {
            enter();
            cancelScheduledTasks();
            List.copyOf(channels).forEach(BridgeChannel::closeNow);
            exit();
        }
    }

    void add(BridgeChannel channel) {
        channels.add(channel);
    }

    void remove(BridgeChannel channel) {
        channels.remove(channel);
    }

    AsyncRuntime runtime() {
        return runtime;
    }

    int core() {
        return core;
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        Thread bound = owner;
        if (bound != null) {
            return thread == bound;
        }
        return thread == Thread.currentThread() && runtime.currentCore() == core;
    }

    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        if (!inEventLoop()) {
            toCore(task);
            return;
        }
        if (refusing) {
            throw new RejectedExecutionException("the runtime is shutting down: " + runtime);
        }
        tasks.addLast(task);
        if (depth == 0 && !drainSubmitted) {
            try {
                submitDrain();
            } catch (RejectedExecutionException e) {
                // A task that the core took before the shutdown, closing a channel, say: there is no later.
                drain();
            }
        }
    }

    private void toCore(Runnable task) {
        try {
            runtime.execute(core, task);
        } catch (RuntimeClosedException e) {
            throw new RejectedExecutionException("core " + core + " takes no more tasks: " + e.getMessage(), e);
        }
    }

    private void submitDrain() {
        toCore(drain);
        drainSubmitted = true;
    }

    private void drain() {
        drainSubmitted = false;
        enter();
        exit();
    }

    /** Begins a callback: what it submits to this loop runs at its {@link #exit}. */
    void enter() {
        depth++;
    }

    /** Ends a callback. Nested ones leave the tasks to the outermost. */
    void exit() {
        if (depth == 1 && !tasks.isEmpty()) {
            runTasks();
        }
        depth--;
    }

    private void runTasks() {
        try {
            pollTasks();
        } finally {
            armTimer(); // periodic ones have scheduled themselves again
        }
    }

    private void pollTasks() {
        int count = 0;
        for (Runnable task = tasks.pollFirst(); task != null; task = tasks.pollFirst()) {
            safeExecute(task);
            if (++count == TASKS_PER_TURN && !tasks.isEmpty()) {
                if (drainSubmitted) {
                    return;
                }
                try {
                    submitDrain();
                    return;
                } catch (RejectedExecutionException e) {
                    // The last chance of those that wait; but it has to come to an end.
                    refusing = true;
                }
            }
        }
    }

    private void runDueTasks() {
        enter();
        try {
            fetchFromScheduledTaskQueue(tasks);
        } finally {
            exit();
            armTimer();
        }
    }

    private void armTimer() {
        if (nextScheduledTaskDeadlineNanos() != -1) {
            timer.arm(nextScheduledTaskDeadlineNanos(), nextScheduledTaskNano());
        }
    }

    private <F extends ScheduledFuture<?>> F armed(F future) {
        if (inEventLoop()) {
            armTimer();
        }
        return future;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return armed(super.schedule(command, delay, unit));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return armed(super.schedule(callable, delay, unit));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return armed(super.scheduleAtFixedRate(command, initialDelay, period, unit));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return armed(super.scheduleWithFixedDelay(command, initialDelay, delay, unit));
    }

    @Override
    protected boolean beforeScheduledTaskSubmitted(long deadlineNanos) {
        return false; // so that the next method is asked, once the task is on its way
    }

    @Override
    protected boolean afterScheduledTaskSubmitted(long deadlineNanos) {
        toCore(this::armTimer);
        return false;
    }

    @Override
    public IoEventLoop next() {
        return this;
    }

    @Override
    public BridgeEventLoopGroup parent() {
        return group;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    @Deprecated
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().unsafe().register(this, promise);
        return promise;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    @Override
    public Future<IoRegistration> register(IoHandle handle) {
        return newFailedFuture(new UnsupportedOperationException("the loops of a bridge carry only bridge channels;"
                + " make them with the transport's channelFactory(): " + handle));
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return false;
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> handlerType) {
        return false;
    }

    @Override
    @Deprecated
    public void shutdown() {}

    @Override
    public Future<?> terminationFuture() {
        return terminated;
    }
}
