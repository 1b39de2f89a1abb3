package dev.plinth.backend.virtualthreads;

import dev.plinth.api.CoreStats;
import dev.plinth.api.RuntimeStats;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueueStats;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the cores have counted, put together for whoever asks. From any thread. */
final class Statistics {

    private static final long UNKNOWN = -1;

    private Statistics() {}

    static RuntimeStats of(List<Core> cores, Queues queues, Watch watch) {
        return new RuntimeStats(
                cores.stream().map(core -> of(core, queues, watch)).toList(),
                cores.stream().mapToInt(core -> core.connections().count()).sum(),
                UNKNOWN,
                directMemory());
    }

    /** What all direct buffers of this JVM hold: this backend's are among them. */
    static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /** Tasks that wait for {@code core}, in whatever queue. */
    static long queuedTasks(Core core, Queues queues) {
        return queues.open().stream()
                        .mapToLong(queue -> queue.line(core.index()).waiting())
                        .sum()
                + waitingUnassigned(core, queues);
    }

    private static long waitingUnassigned(Core core, Queues queues) {
        long onTheWay = queues.open().stream()
                .mapToLong(queue -> queue.line(core.index()).onTheWay())
                .sum();
        return Math.max(0, core.arrived() - onTheWay);
    }

    private static CoreStats of(Core core, Queues queues, Watch watch) {
        // first the parts, then the whole, which is counted after them: differences are never negative
        List<TaskQueueStats> lines = new ArrayList<>();
        long ran = core.lines().ran();
        long nanos = core.lines().nanos();
        for (VirtualTaskQueue queue : queues.open()) {
            lines.add(of(queue.line(core.index()), core));
        }
        long waiting = waitingUnassigned(core, queues);
        Line unassigned = core.lines().unassigned();
        long ownNanos = Math.max(0, core.busyNanos() - nanos);
        lines.add(
                0,
                new TaskQueueStats(
                        unassigned.name(),
                        Shares.DEFAULT.now(),
                        Math.max(0, core.ran() - ran),
                        waiting,
                        ownNanos,
                        part(ownNanos, core),
                        unassigned.stalls().get()));
        return new CoreStats(
                core.index(),
                core.ran(),
                lines.stream().mapToLong(TaskQueueStats::queuedTasks).sum(),
                core.busyNanos(),
                UNKNOWN,
                0,
                core.sleeps(),
                core.wakeUps(),
                UNKNOWN,
                watch.stalls(core),
                lines,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static TaskQueueStats of(QueueLine line, Core core) {
        return new TaskQueueStats(
                line.name(),
                line.sharesKnown(),
                line.ran(),
                line.waiting(),
                line.nanos(),
                part(line.nanos(), core),
                line.stalls().get());
    }

    private static double part(long nanos, Core core) {
        long all = core.busyNanos();
        return all == 0 ? Double.NaN : Math.min(1, (double) nanos / all);
    }
}
