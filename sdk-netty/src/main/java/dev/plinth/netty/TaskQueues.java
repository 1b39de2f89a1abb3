package dev.plinth.netty;

import dev.plinth.api.Latency;
import dev.plinth.api.Shares;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The task queues of a runtime that are open. From any thread. */
final class TaskQueues {

    static final String DEFAULT = "default";

    private final QueueSettings defaultQueue = new QueueSettings(DEFAULT, Shares.DEFAULT, Latency.notImportant());
    private final Map<String, NettyTaskQueue> open = new LinkedHashMap<>();
    private volatile long tightestLatencyNanos;

    QueueSettings defaultQueue() {
        return defaultQueue;
    }

    /** @throws IllegalArgumentException if an open queue has that name, or it is blank */
    synchronized NettyTaskQueue open(QueueSettings settings, Function<QueueSettings, NettyTaskQueue> make) {
        String name = settings.name();
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of a task queue is blank");
        }
        if (name.equals(DEFAULT) || open.containsKey(name)) {
            throw new IllegalArgumentException(
                    "there is a task queue '" + name + "' already: choose another name, or close that one first");
        }
        NettyTaskQueue queue = make.apply(settings);
        open.put(name, queue);
        changed();
        return queue;
    }

    synchronized void closed(NettyTaskQueue queue) {
        open.remove(queue.name(), queue);
        changed();
    }

    private void changed() {
        tightestLatencyNanos = open.values().stream()
                .flatMap(queue -> queue.latency().within().stream())
                .mapToLong(TimedTask::nanos)
                .min()
                .orElse(0);
    }

    synchronized List<NettyTaskQueue> all() {
        return List.copyOf(open.values());
    }

    /** The shortest time within which a queue matters, in nanoseconds; 0 if none does. */
    long tightestLatencyNanos() {
        return tightestLatencyNanos;
    }
}
