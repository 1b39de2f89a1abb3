package dev.plinth.netty;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.Latency;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueue;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Hands tasks to the cores of a runtime, until its shutdown begins: {@link AsyncRuntime} says how each is meant. */
final class CoreTasks {

    private final CoreLoops loops;
    private final List<Core> cores;
    private final TaskQueues queues;
    private final Shutdown shutdown;
    private final AtomicInteger turn = new AtomicInteger();

    CoreTasks(CoreLoops loops, List<Core> cores, TaskQueues queues, Shutdown shutdown) {
        this.loops = loops;
        this.cores = cores;
        this.queues = queues;
        this.shutdown = shutdown;
    }

    // ---- which core

    int currentCore() {
        return CoreThread.currentCore(loops);
    }

    Core core(int index) {
        return cores.get(Objects.checkIndex(index, cores.size()));
    }

    /** The core that the calling thread is, or null. */
    private Core here() {
        int here = currentCore();
        return here < 0 ? null : cores.get(here);
    }

    private Core hereForSpawnLocal() {
        Core here = here();
        if (here == null) {
            throw new IllegalStateException("spawnLocal was subscribed to on "
                    + Thread.currentThread().getName() + ", which is no core of this runtime: use spawn or spawnOn");
        }
        return here;
    }

    Core hereOrInTurn() {
        Core here = here();
        return here != null ? here : cores.get(Math.floorMod(turn.getAndIncrement(), cores.size()));
    }

    // ---- tasks

    void execute(Runnable task) {
        CoreExecutor here = CoreThread.current(loops);
        if (here == null) {
            execute(hereOrInTurn(), null, task);
            return;
        }
        Objects.requireNonNull(task, "task");
        shutdown.refuseIfBegun();
        here.defaultLine().add(task);
    }

    void execute(int core, Runnable task) {
        execute(core(core), null, task);
    }

    /** In a queue, or in the default one: null. */
    void execute(Core core, NettyTaskQueue queue, Runnable task) {
        Objects.requireNonNull(task, "task");
        shutdown.refuseIfBegun();
        if (queue == null) {
            core.execute(task);
        } else {
            queue.refuseIfClosed();
            core.execute(queue, task);
        }
    }

    Disposable schedule(int core, Duration delay, Runnable task) {
        Core target = core(core);
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(delay, "delay");
        shutdown.refuseIfBegun();
        try {
            return TimedTask.schedule(target, delay, task, shutdown);
        } catch (RejectedExecutionException e) {
            throw new RuntimeClosedException("the runtime has been shut down", e);
        }
    }

    <T> Mono<T> spawn(Callable<? extends T> task) {
        return spawn(this::hereOrInTurn, null, task);
    }

    /** In a queue, or in the default one: null; as the next. */
    <T> Mono<T> spawnLocal(NettyTaskQueue queue, Callable<? extends T> task) {
        return spawn(this::hereForSpawnLocal, queue, task);
    }

    <T> Mono<T> spawnOn(int core, NettyTaskQueue queue, Callable<? extends T> task) {
        Core target = core(core);
        return spawn(() -> target, queue, task);
    }

    private <T> Mono<T> spawn(Supplier<Core> core, NettyTaskQueue queue, Callable<? extends T> task) {
        Objects.requireNonNull(task, "task");
        return Operation.mono(subscriber -> {
            shutdown.refuseIfBegun();
            if (queue != null) {
                queue.refuseIfClosed();
            }
            return new SpawnOperation<>(core.get(), here(), queue, subscriber, task);
        });
    }

    TaskQueue taskQueue(String name, Shares shares, Latency latency) {
        QueueSettings settings = new QueueSettings(
                Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(shares, "shares"),
                Objects.requireNonNull(latency, "latency"));
        shutdown.refuseIfBegun();
        return queues.open(settings, wanted -> new NettyTaskQueue(this, cores, wanted));
    }

    boolean needsPreempt() {
        CoreExecutor here = CoreThread.current(loops);
        return here != null && here.needsPreempt();
    }

    Mono<Void> yieldIfNeeded() {
        return Mono.defer(() -> {
            Core here = here();
            if (here == null || !here.executor().needsPreempt()) {
                return Mono.empty();
            }
            QueueLine line = here.executor().runningLine();
            return Operation.mono(subscriber -> new YieldOperation(here, subscriber, line));
        });
    }

    Mono<Void> delay(Duration delay) {
        Objects.requireNonNull(delay, "delay");
        return Operation.mono(subscriber -> {
            shutdown.refuseIfBegun();
            return new DelayOperation(hereOrInTurn(), subscriber, delay);
        });
    }

    /** Nobody is to use it any more. */
    void closed(NettyTaskQueue queue) {
        queues.closed(queue);
    }
}
