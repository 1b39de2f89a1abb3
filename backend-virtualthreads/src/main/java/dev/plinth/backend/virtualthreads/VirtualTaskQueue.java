package dev.plinth.backend.virtualthreads;

import dev.plinth.api.Latency;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.Shares;
import dev.plinth.api.StreamOptions;
import dev.plinth.api.TaskQueue;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A task queue: a {@link QueueLine} on each core. */
final class VirtualTaskQueue implements TaskQueue {

    private static final Logger LOG = LoggerFactory.getLogger(VirtualTaskQueue.class);

    private final VirtualThreadsRuntime runtime;
    private final String name;
    private final Latency latency;
    private final List<QueueLine> lines;
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile Shares shares;
    private volatile boolean closed;

    VirtualTaskQueue(VirtualThreadsRuntime runtime, List<Core> cores, String name, Shares shares, Latency latency) {
        this.runtime = runtime;
        this.name = name;
        this.shares = Objects.requireNonNull(shares, "shares");
        this.latency = Objects.requireNonNull(latency, "latency");
        this.lines = cores.stream().map(core -> new QueueLine(core, this)).toList();
    }

    /** Whether a connection with these options can be one of {@code runtime}'s: its queue is, if it has one. */
    static boolean mayAssign(StreamOptions options, VirtualThreadsRuntime runtime) {
        TaskQueue queue = options.taskQueue().orElse(null);
        return queue == null || (queue instanceof VirtualTaskQueue own && own.runtime == runtime);
    }

    /** Why not. */
    static IllegalArgumentException foreign(StreamOptions options) {
        return new IllegalArgumentException(options.taskQueue().orElseThrow()
                + " belongs to another runtime: assign a connection to a queue of the" + " runtime that opens it");
    }

    /** Where the callbacks of a connection with these options line up. */
    static Lane laneOf(StreamOptions options, Core core) {
        return options.taskQueue().isPresent() && options.taskQueue().get() instanceof VirtualTaskQueue queue
                ? queue.line(core.index())
                : core;
    }

    QueueLine line(int core) {
        return lines.get(core);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Shares shares() {
        return shares;
    }

    @Override
    public void shares(Shares shares) {
        this.shares = Objects.requireNonNull(shares, "shares");
    }

    /**
     * From any thread.
     *
     * @return what {@code asked} says now, or {@code had} if its supplier fails
     */
    int ask(Shares asked, int had) {
        int now;
        try {
            now = asked.now();
        } catch (RuntimeException e) {
            if (failing.compareAndSet(false, true)) {
                LOG.warn("Queue '{}' keeps its {} shares while their supplier fails as it does now", name, had, e);
            }
            return had;
        }
        if (failing.get() && failing.compareAndSet(true, false)) {
            LOG.warn("Queue '{}' has {} shares: their supplier answers again", name, now);
        }
        return now;
    }

    @Override
    public Latency latency() {
        return latency;
    }

    @Override
    public void execute(Runnable task) {
        execute(lines.get(runtime.hereOrNext().index()), task);
    }

    @Override
    public void execute(int core, Runnable task) {
        execute(lines.get(Objects.checkIndex(core, lines.size())), task);
    }

    private void execute(QueueLine line, Runnable task) {
        Objects.requireNonNull(task, "task");
        checkOpen();
        if (!line.submit(task)) {
            throw VirtualThreadsRuntime.closedError();
        }
    }

    /** @throws RuntimeClosedException if this queue, or the runtime, takes no more tasks */
    void checkOpen() {
        runtime.checkOpen();
        if (closed) {
            throw new RuntimeClosedException("the task queue '" + name + "' has been closed: it takes no more tasks");
        }
    }

    @Override
    public <T> Mono<T> spawnLocal(Callable<? extends T> task) {
        Objects.requireNonNull(task, "task");
        return Spawned.local(this::checkOpen, runtime, task, core -> line(core.index()));
    }

    @Override
    public <T> Mono<T> spawnOn(int core, Callable<? extends T> task) {
        Objects.requireNonNull(task, "task");
        QueueLine target = lines.get(Objects.checkIndex(core, lines.size()));
        return Spawned.on(this::checkOpen, runtime, task, target, here -> line(here.index()));
    }

    @Override
    public Scheduler scheduler(int core) {
        return new QueueScheduler(this, lines.get(Objects.checkIndex(core, lines.size())));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            runtime.queues().closed(this);
        }
    }

    @Override
    public String toString() {
        return "task queue '" + name + "', " + shares + ", " + latency;
    }
}
