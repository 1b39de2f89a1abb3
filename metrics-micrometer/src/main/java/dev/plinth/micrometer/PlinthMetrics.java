package dev.plinth.micrometer;

import dev.plinth.api.AsyncRuntime;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The statistics of a runtime ({@link AsyncRuntime#stats()}) as meters: {@code new
 * PlinthMetrics(runtime).bindTo(registry)}. The README lists them.
 *
 * <p>All carry the tag {@code backend}, those of a core {@code core}, those of a task queue {@code
 * queue} as well. Task queues that are made later appear with the next look at any meter, those that
 * are closed go. What the backend cannot count has no meter. Nothing is done while nobody looks; all
 * that is read within 100 ms of the registry's clock comes from one look at the runtime.
 *
 * <p>The meters stay after the runtime has ended, with their last values: {@link #close} removes
 * them. May be used from any thread.
 */
public final class PlinthMetrics implements MeterBinder, AutoCloseable {

    private final AsyncRuntime runtime;
    private final Tags tags;
    private final List<Binding> bindings = new ArrayList<>();

    /** The meters of {@code runtime}; one runtime per backend and registry, else give them tags. */
    public PlinthMetrics(AsyncRuntime runtime) {
        this(runtime, Tags.empty());
    }

    /** The same with further tags on each meter, which tell several runtimes apart. */
    public PlinthMetrics(AsyncRuntime runtime, Iterable<Tag> tags) {
        this.runtime = Objects.requireNonNull(runtime, "runtime");
        this.tags = Tags.of(tags).and("backend", runtime.info().backend());
    }

    /** Adds the meters to {@code registry}. */
    @Override
    public void bindTo(MeterRegistry registry) {
        Binding binding = new Binding(runtime, registry, tags);
        synchronized (bindings) {
            bindings.add(binding);
        }
    }

    /** Removes the meters from every registry that they were bound to. Does not touch the runtime. */
    @Override
    public void close() {
        List<Binding> removed;
        synchronized (bindings) {
            removed = List.copyOf(bindings);
            bindings.clear();
        }
        removed.forEach(Binding::remove);
    }
}
