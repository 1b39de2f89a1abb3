package dev.plinth.api;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A backend that runs nothing: the selection is what is tested. */
class StubProvider implements AsyncRuntimeProvider {

    private final String name;
    private final int priority;
    private final Function<BackendContext, AsyncRuntime> factory;
    private List<ConfigKey<?>> keys = List.of();
    int created;
    int closed;

    StubProvider(String name, int priority) {
        this(name, priority, null);
    }

    StubProvider(String name, int priority, Function<BackendContext, AsyncRuntime> factory) {
        this.name = name;
        this.priority = priority;
        this.factory = factory;
    }

    static StubProvider unavailable(String name, int priority, String reason, String remedy) {
        return new StubProvider(name, priority, context -> {
            throw new BackendUnavailableException(reason, remedy, null);
        });
    }

    StubProvider with(ConfigKey<?>... its) {
        keys = List.of(its);
        return this;
    }

    @Override
    public List<ConfigKey<?>> configKeys() {
        return keys;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int priority() {
        return priority;
    }

    @Override
    public int spiVersion() {
        return 1;
    }

    @Override
    public String description() {
        return "stub";
    }

    @Override
    public AsyncRuntime create(BackendContext context) {
        created++;
        return factory != null ? factory.apply(context) : runtime(context);
    }

    private AsyncRuntime runtime(BackendContext context) {
        RuntimeInfo info = new RuntimeInfo(
                name,
                "stub transport",
                List.of(CoreInfo.unpinned(0, "stub-0", "no thread at all")),
                context.selection(),
                List.of(),
                Map.of());
        return (AsyncRuntime) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {AsyncRuntime.class}, (proxy, method, args) -> {
                    switch (method.getName()) {
                        case "info":
                            return info;
                        case "close":
                            closed++;
                            return null;
                        default:
                            throw new AssertionError("not expected: " + method);
                    }
                });
    }
}
