package dev.plinth.micrometer;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.CoreStats;
import dev.plinth.api.RuntimeStats;
import dev.plinth.api.TaskQueueStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The meters of one runtime in one registry; those of the task queues follow the queues. */
final class Binding {

    private final MeterRegistry registry;
    private final Tags tags;
    private final Snapshots<RuntimeStats> snapshots;
    private final List<MeterSet<?>> constant = new ArrayList<>();
    private final Map<QueueOnCore, MeterSet<?>> queues = new HashMap<>();
    private boolean removed;

    Binding(AsyncRuntime runtime, MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
        this.snapshots = new Snapshots<>(runtime::stats, registry.config().clock(), this::followQueues);
        RuntimeStats stats = snapshots.now();
        constant.add(StatsMeters.ofRuntime(new MeterSet<>(registry, tags, snapshots::now)));
        for (int index = 0; index < stats.cores().size(); index++) {
            int at = index;
            CoreStats core = stats.cores().get(at);
            constant.add(StatsMeters.ofCore(
                    new MeterSet<>(
                            registry, tags(core), () -> snapshots.now().cores().get(at)),
                    core));
        }
        followQueues(stats);
    }

    private synchronized void followQueues(RuntimeStats stats) {
        if (removed) {
            return;
        }
        Map<QueueOnCore, MeterSet<?>> gone = new HashMap<>(queues);
        for (CoreStats core : stats.cores()) {
            for (TaskQueueStats queue : core.queues()) {
                QueueOnCore id = new QueueOnCore(core.core(), queue.name());
                if (gone.remove(id) == null) {
                    // One that was closed and made anew between two looks is the same, with its counts back at 0.
                    LastKnown last = new LastKnown(snapshots, id, queue);
                    MeterSet<TaskQueueStats> meters =
                            new MeterSet<>(registry, tags(core).and("queue", queue.name()), last::get);
                    queues.put(id, StatsMeters.ofQueue(meters));
                }
            }
        }
        gone.forEach((id, meters) -> {
            queues.remove(id);
            meters.remove();
        });
    }

    private Tags tags(CoreStats core) {
        return tags.and("core", Integer.toString(core.core()));
    }

    void remove() {
        List<MeterSet<?>> all = new ArrayList<>(constant);
        synchronized (this) {
            removed = true;
            all.addAll(queues.values());
            queues.clear();
        }
        all.forEach(MeterSet::remove); // outside: the registry has a lock of its own
    }

    private record QueueOnCore(int core, String name) {}

    /** What a meter says that is read while its queue goes. */
    private static final class LastKnown {

        private final Snapshots<RuntimeStats> snapshots;
        private final QueueOnCore id;
        private volatile TaskQueueStats last;

        LastKnown(Snapshots<RuntimeStats> snapshots, QueueOnCore id, TaskQueueStats first) {
            this.snapshots = snapshots;
            this.id = id;
            this.last = first;
        }

        TaskQueueStats get() {
            for (CoreStats core : snapshots.now().cores()) {
                for (TaskQueueStats queue : core.queues()) {
                    if (core.core() == id.core && queue.name().equals(id.name)) {
                        last = queue;
                        return queue;
                    }
                }
            }
            return last;
        }
    }
}
