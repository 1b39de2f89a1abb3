package dev.plinth.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one core has done since the start. A count that a backend cannot give is -1.
 *
 * @param core its number
 * @param tasksRun tasks that have run, those of the queues included
 * @param queuedTasks tasks that wait now
 * @param busyNanos time spent in tasks of the application and of its queues, in nanoseconds
 * @param polls how often it looked for I/O
 * @param spins how often it looked again, without result, before it slept
 * @param sleeps how often it slept
 * @param wakeupsSent how often another thread had to wake it
 * @param wakeupsSaved how often another thread would have, had it not been awake
 * @param stalls how often a task kept it for longer than the stall threshold
 * @param queues its open task queues: the default one, named "default", then the others in the order in which
 *     they were made
 * @param ring its ring, if it has one
 * @param pollGap how long it was between two looks for I/O while it was awake, which is how long I/O
 *     that was ready may have waited; only if asked for ({@code plinth.stats.histograms})
 * @param writeTime from handing bytes to the ring until the kernel had taken them; only if asked for,
 *     and only where the runtime sees it
 */
public record CoreStats(
        int core,
        long tasksRun,
        long queuedTasks,
        long busyNanos,
        long polls,
        long spins,
        long sleeps,
        long wakeupsSent,
        long wakeupsSaved,
        long stalls,
        List<TaskQueueStats> queues,
        Optional<RingStats> ring,
        Optional<LatencyStats> pollGap,
        Optional<LatencyStats> writeTime) {

    /** Refuses null; copies the list. */
    public CoreStats {
        queues = List.copyOf(queues);
        Objects.requireNonNull(ring, "ring");
        Objects.requireNonNull(pollGap, "pollGap");
        Objects.requireNonNull(writeTime, "writeTime");
    }
}
