package dev.plinth.netty;

import dev.plinth.api.CoreStats;
import dev.plinth.api.RuntimeStats;
import dev.plinth.api.TaskQueueStats;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.util.ArrayList;
import java.util.List;

/** {@link dev.plinth.api.AsyncRuntime#stats}: what the cores have written down, gathered. */
final class RuntimeStatistics {

    private final List<Core> cores;
    private final TaskQueues queues;
    private final Sockets sockets;

    RuntimeStatistics(List<Core> cores, TaskQueues queues, Sockets sockets) {
        this.cores = cores;
        this.queues = queues;
        this.sockets = sockets;
    }

    RuntimeStats now() {
        List<NettyTaskQueue> open = queues.all();
        return new RuntimeStats(
                cores.stream().map(core -> core(core.executor(), open)).toList(),
                sockets.connections().size(),
                pooledBytes(),
                DirectMemory.used());
    }

    private static CoreStats core(CoreExecutor core, List<NettyTaskQueue> open) {
        long runNanos = core.queues().runNanos().get();
        List<TaskQueueStats> lines = new ArrayList<>();
        lines.add(line(core.defaultLine(), runNanos));
        for (NettyTaskQueue queue : open) {
            lines.add(line(queue.line(core.index()), runNanos));
        }
        long queued = core.waitingMail()
                + lines.stream().mapToLong(TaskQueueStats::queuedTasks).sum();
        GatedIoHandler io = core.io();
        return new CoreStats(
                core.index(),
                core.queues().tasksRun().get() + core.counts().nettyTasks().get(),
                queued,
                runNanos,
                io.polls().get(),
                core.counts().spins().get(),
                io.sleeps().get(),
                io.wakeups().get(),
                core.counts().wakeupsSaved(io),
                core.counts().stalls().get(),
                lines,
                io.ringStats(),
                core.counts().times().map(times -> times.pollGap().read()),
                core.counts().times().map(times -> times.writeTime().read()).filter(times -> times.count() > 0));
    }

    private static TaskQueueStats line(QueueLine line, long allNanos) {
        long nanos = line.runNanos().get();
        return new TaskQueueStats(
                line.settings().name(),
                line.shares(),
                line.tasksRun().get(),
                line.depth(),
                nanos,
                allNanos == 0 ? Double.NaN : (double) nanos / allNanos,
                line.stalls().get());
    }

    /** Tasks that wait on a core, in all queues; from any thread. */
    long queuedTasks(CoreExecutor core) {
        long queued = core.waitingMail() + core.defaultLine().depth();
        for (NettyTaskQueue queue : queues.all()) {
            queued += queue.line(core.index()).depth();
        }
        return queued;
    }

    private long pooledBytes() {
        long ofCores = cores.stream()
                .mapToLong(core -> core.executor().io().pooledBytes())
                .sum();
        return ofCores + nettysPooledBytes();
    }

    private static long nettysPooledBytes() {
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
            ByteBufAllocatorMetric metric = provider.metric();
            return metric.usedDirectMemory() + metric.usedHeapMemory();
        }
        return 0;
    }
}
