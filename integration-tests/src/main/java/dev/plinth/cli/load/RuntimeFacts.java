package dev.plinth.cli.load;

import dev.plinth.api.Adapter;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.CoreInfo;
import dev.plinth.api.CoreStats;
import dev.plinth.api.RingStats;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.api.RuntimeInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The runtime of the clients that have one: as a contestant is told, and what it says of itself. */
public final class RuntimeFacts {

    private RuntimeFacts() {}

    /** A runtime by the options {@code backend} and, if it is there, {@code cores}. */
    public static AsyncRuntime open(Map<String, String> options) {
        return open(options, config -> {});
    }

    /** {@link #open(Map)} with further settings. */
    public static AsyncRuntime open(Map<String, String> options, Consumer<RuntimeConfig.Builder> more) {
        RuntimeConfig.Builder config = RuntimeConfig.builder().backend(options.get("backend"));
        if (options.containsKey("cores")) {
            config.cores(Integer.parseInt(options.get("cores")));
        }
        more.accept(config);
        return AsyncRuntime.create(config.build());
    }

    /** For {@link Client#facts}: what the runtime and its adapter say. */
    public static Map<String, String> of(AsyncRuntime runtime, Adapter adapter) {
        Map<String, String> facts = of(runtime);
        adapter.info().forEach((name, value) -> facts.put("adapter." + name, value));
        return facts;
    }

    /** For {@link Client#facts}. */
    public static Map<String, String> of(AsyncRuntime runtime) {
        RuntimeInfo info = runtime.info();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(Client.ACTIVE_TRANSPORT, info.transport());
        facts.put("backend", info.backend());
        facts.put("cores", info.cores().stream().map(CoreInfo::placement).collect(Collectors.joining(", ")));
        facts.put(Client.WARNINGS, String.join("; ", info.warnings()));
        info.details().forEach((name, value) -> facts.put("runtime." + name, value));
        return facts;
    }

    /** For {@link Client#counts}: of all cores; what its backend cannot count is left out. */
    public static Map<String, Long> counts(AsyncRuntime runtime) {
        List<CoreStats> cores = runtime.stats().cores();
        Map<String, Long> counts = new LinkedHashMap<>();
        put(
                counts,
                "submissions",
                cores,
                core -> core.ring().map(RingStats::submissions).orElse(-1L));
        put(counts, "polls", cores, CoreStats::polls);
        put(counts, "sleeps", cores, CoreStats::sleeps);
        put(counts, "wakeups", cores, CoreStats::wakeupsSent);
        return counts;
    }

    private static void put(
            Map<String, Long> counts, String name, List<CoreStats> cores, ToLongFunction<CoreStats> count) {
        if (cores.stream().allMatch(core -> count.applyAsLong(core) >= 0)) {
            counts.put(name, cores.stream().mapToLong(count).sum());
        }
    }
}
