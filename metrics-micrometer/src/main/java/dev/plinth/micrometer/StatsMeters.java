package dev.plinth.micrometer;

import dev.plinth.api.CoreStats;
import dev.plinth.api.LatencyStats;
import dev.plinth.api.RingStats;
import dev.plinth.api.RuntimeStats;
import dev.plinth.api.TaskQueueStats;
import io.micrometer.core.instrument.Tags;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Which meters there are, by Micrometer's conventions for names. */
final class StatsMeters {

    private static final String TASKS = "tasks";

    private StatsMeters() {}

    static MeterSet<RuntimeStats> ofRuntime(MeterSet<RuntimeStats> meters) {
        meters.level("plinth.connections", "connections", "Connections that are open.", RuntimeStats::connections);
        meters.level(
                "plinth.memory.pooled",
                "bytes",
                "Buffers kept for connections, in use or free.",
                RuntimeStats::pooledBytes);
        meters.level(
                "plinth.memory.direct",
                "bytes",
                "Direct memory that the transport's library has reserved.",
                RuntimeStats::directMemoryBytes);
        return meters;
    }

    static MeterSet<CoreStats> ofCore(MeterSet<CoreStats> meters, CoreStats first) {
        meters.count("plinth.core.tasks", TASKS, "Tasks that have run.", CoreStats::tasksRun);
        meters.level("plinth.core.queued", TASKS, "Tasks that wait now.", CoreStats::queuedTasks);
        meters.time("plinth.core.busy", "Time spent in tasks.", CoreStats::busyNanos);
        meters.count("plinth.core.polls", "polls", "Looks for I/O.", CoreStats::polls);
        meters.count("plinth.core.spins", "spins", "Looks for I/O in vain, before a sleep.", CoreStats::spins);
        meters.count("plinth.core.sleeps", "sleeps", "How often the core slept.", CoreStats::sleeps);
        String wakeups = "Wake-ups by other threads: sent to a core that slept, saved since it was awake.";
        meters.count("plinth.core.wakeups", Tags.of("result", "sent"), "wakeups", wakeups, CoreStats::wakeupsSent);
        meters.count("plinth.core.wakeups", Tags.of("result", "saved"), "wakeups", wakeups, CoreStats::wakeupsSaved);
        meters.count("plinth.core.stalls", "stalls", "Tasks that kept the core for too long.", CoreStats::stalls);
        first.ring().ifPresent(ring -> ring(meters));
        first.pollGap()
                .ifPresent(gap -> latency(
                        meters,
                        "plinth.core.poll.gap",
                        "Time between two looks for I/O, since the start.",
                        CoreStats::pollGap));
        first.writeTime()
                .ifPresent(time -> latency(
                        meters,
                        "plinth.core.write.time",
                        "Time until the kernel had taken what was written, since the start.",
                        CoreStats::writeTime));
        return meters;
    }

    private static void ring(MeterSet<CoreStats> meters) {
        meters.count("plinth.ring.submissions", "submissions", "Handed to the kernel.", ring(RingStats::submissions));
        meters.count("plinth.ring.completions", "completions", "Come back.", ring(RingStats::completions));
        meters.count("plinth.ring.overflows", "overflows", "The completion ring was full.", ring(RingStats::overflows));
    }

    private static ToLongFunction<CoreStats> ring(ToLongFunction<RingStats> value) {
        return core -> core.ring().map(value::applyAsLong).orElse(-1L);
    }

    /** As gauges with the label that Prometheus has for it: the distribution is the runtime's, not Micrometer's. */
    private static void latency(
            MeterSet<CoreStats> meters,
            String name,
            String description,
            Function<CoreStats, Optional<LatencyStats>> latency) {
        quantile(meters, name, "0.5", description, latency, LatencyStats::p50);
        quantile(meters, name, "0.99", description, latency, LatencyStats::p99);
        quantile(meters, name, "0.999", description, latency, LatencyStats::p999);
        quantile(meters, name, "1", description, latency, LatencyStats::max);
    }

    private static void quantile(
            MeterSet<CoreStats> meters,
            String name,
            String quantile,
            String description,
            Function<CoreStats, Optional<LatencyStats>> latency,
            ToLongFunction<LatencyStats> value) {
        meters.duration(
                name,
                Tags.of("quantile", quantile),
                description,
                core -> latency.apply(core).map(value::applyAsLong).orElse(0L));
    }

    static MeterSet<TaskQueueStats> ofQueue(MeterSet<TaskQueueStats> meters) {
        meters.count("plinth.queue.tasks", TASKS, "Tasks that have run.", TaskQueueStats::tasksRun);
        meters.level("plinth.queue.queued", TASKS, "Tasks that wait now.", TaskQueueStats::queuedTasks);
        meters.level("plinth.queue.shares", "shares", "The shares of the queue now.", TaskQueueStats::shares);
        meters.time("plinth.queue.busy", "Time spent in the queue's tasks.", TaskQueueStats::runNanos);
        meters.ratio(
                "plinth.queue.timeshare",
                "ratio",
                "Part of the time that all queues of the core have used.",
                TaskQueueStats::timeShare);
        meters.count("plinth.queue.stalls", "stalls", "Tasks that kept the core for too long.", TaskQueueStats::stalls);
        return meters;
    }
}
