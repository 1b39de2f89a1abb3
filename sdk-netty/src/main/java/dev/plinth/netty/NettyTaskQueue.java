package dev.plinth.netty;

import dev.plinth.api.Latency;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.Shares;
import dev.plinth.api.StreamOptions;
import dev.plinth.api.TaskQueue;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A task queue: a line on each core. */
final class NettyTaskQueue implements TaskQueue {

    private final CoreTasks tasks;
    private final QueueSettings settings;
    private final List<QueueLine> lines;
    private volatile boolean closed;

    NettyTaskQueue(CoreTasks tasks, List<Core> cores, QueueSettings settings) {
        this.tasks = tasks;
        this.settings = settings;
        this.lines = cores.stream()
                .map(core -> new QueueLine(core.executor().queues(), settings))
                .toList();
    }

    /** The queue that a connection is assigned to; null if it has none, or it was closed. */
    static NettyTaskQueue of(StreamOptions options) {
        NettyTaskQueue queue = (NettyTaskQueue) options.taskQueue().orElse(null);
        return queue == null || queue.isClosed() ? null : queue;
    }

    QueueLine line(int core) {
        return lines.get(core);
    }

    static void refuseOthers(StreamOptions options, CoreTasks tasks) {
        options.taskQueue().ifPresent(queue -> {
            if (!(queue instanceof NettyTaskQueue ours) || ours.tasks != tasks) {
                throw new IllegalArgumentException(
                        "the " + queue + " is another runtime's: make one with taskQueue() of " + "this one");
            }
        });
    }

    boolean isClosed() {
        return closed;
    }

    void refuseIfClosed() {
        if (closed) {
            throw new RuntimeClosedException("the task queue '" + name() + "' has been closed");
        }
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Shares shares() {
        return settings.shares();
    }

    @Override
    public void shares(Shares shares) {
        settings.shares(Objects.requireNonNull(shares, "shares"));
    }

    @Override
    public Latency latency() {
        return settings.latency();
    }

    @Override
    public void execute(Runnable task) {
        tasks.execute(tasks.hereOrInTurn(), this, task);
    }

    @Override
    public void execute(int core, Runnable task) {
        tasks.execute(tasks.core(core), this, task);
    }

    @Override
    public <T> Mono<T> spawnLocal(Callable<? extends T> task) {
        return tasks.spawnLocal(this, task);
    }

    @Override
    public <T> Mono<T> spawnOn(int core, Callable<? extends T> task) {
        return tasks.spawnOn(core, this, task);
    }

    @Override
    public Scheduler scheduler(int core) {
        return new QueueScheduler(tasks, this, Objects.checkIndex(core, lines.size()));
    }

    @Override
    public void close() {
        closed = true;
        tasks.closed(this);
    }

    @Override
    public String toString() {
        return "task queue '" + name() + "', " + shares() + ", " + latency();
    }
}
