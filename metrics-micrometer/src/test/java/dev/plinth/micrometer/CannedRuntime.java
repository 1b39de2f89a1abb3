package dev.plinth.micrometer;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.CoreStats;
import dev.plinth.api.RingStats;
import dev.plinth.api.RuntimeInfo;
import dev.plinth.api.RuntimeStats;
import dev.plinth.api.Selection;
import dev.plinth.api.TaskQueueStats;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Statistics of one's choosing, and how often they were asked for. */
final class CannedRuntime {

    final List<TaskQueueStats> queues = new ArrayList<>();
    long tasksRun;
    long polls = -1;
    Optional<RingStats> ring = Optional.empty();
    int looks;

    AsyncRuntime runtime() {
        return (AsyncRuntime) Proxy.newProxyInstance(
                AsyncRuntime.class.getClassLoader(),
                new Class<?>[] {AsyncRuntime.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "stats" -> stats();
                    case "info" -> info();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private RuntimeStats stats() {
        looks++;
        CoreStats core = new CoreStats(
                0,
                tasksRun,
                7,
                1_500_000_000L,
                polls,
                -1,
                3,
                4,
                5,
                6,
                queues,
                ring,
                Optional.empty(),
                Optional.empty());
        return new RuntimeStats(List.of(core), 2, 4096, -1);
    }

    private static RuntimeInfo info() {
        return new RuntimeInfo(
                "canned",
                "none",
                List.of(),
                new Selection("canned", "the test", "canned", List.of()),
                List.of(),
                Map.of());
    }

    static TaskQueueStats queue(String name, long tasksRun) {
        return new TaskQueueStats(name, 100, tasksRun, 1, 250_000_000L, 0.25, 0);
    }
}
