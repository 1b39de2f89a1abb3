package dev.plinth.api;

import java.util.Objects;

/**
 * One task queue on one core, since it was made.
 *
 * @param name its name
 * @param shares its shares now; -1 if the backend does not weigh
 * @param tasksRun tasks that have run
 * @param queuedTasks tasks that wait now; those on their way from other threads are counted for the core only
 * @param runNanos time spent in them, in nanoseconds; -1 if unknown
 * @param timeShare its part of the time that all queues of the core have used, from 0 to 1; NaN before there was any, or if unknown
 * @param stalls how often one of its tasks kept the core for longer than the stall threshold
 */
public record TaskQueueStats(
        String name, int shares, long tasksRun, long queuedTasks, long runNanos, double timeShare, long stalls) {

    /** Refuses null. */
    public TaskQueueStats {
        Objects.requireNonNull(name, "name");
    }
}
