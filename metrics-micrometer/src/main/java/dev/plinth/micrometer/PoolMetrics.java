package dev.plinth.micrometer;

import dev.plinth.api.ConnectionPool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The statistics of a connection pool ({@link ConnectionPool#stats()}) as meters: {@code new
 * PoolMetrics(pool).bindTo(registry)}. The README lists them.
 *
 * <p>All carry the tag {@code pool}, the pool's name; those of an endpoint {@code endpoint} as well.
 * Endpoints that are added appear with the next look at any meter, those that are left out go, and with
 * them their part of the pool's counts. Nothing is done while nobody looks; all that is read within 100 ms
 * of the registry's clock comes from one look at the pool.
 *
 * <p>The meters stay after the pool has ended, with their last values: {@link #close} removes them. May be
 * used from any thread.
 */
public final class PoolMetrics implements MeterBinder, AutoCloseable {

    private final ConnectionPool<?> pool;
    private final Tags tags;
    private final List<PoolBinding> bindings = new ArrayList<>();

    /** The meters of {@code pool}; one pool per name and registry, else give them tags. */
    public PoolMetrics(ConnectionPool<?> pool) {
        this(pool, Tags.empty());
    }

    /** The same with further tags on each meter, which tell several pools of one name apart. */
    public PoolMetrics(ConnectionPool<?> pool, Iterable<Tag> tags) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.tags = Tags.of(tags).and("pool", pool.stats().name());
    }

    /** Adds the meters to {@code registry}. */
    @Override
    public void bindTo(MeterRegistry registry) {
        PoolBinding binding = new PoolBinding(pool, registry, tags);
        synchronized (bindings) {
            bindings.add(binding);
        }
    }

    /** Removes the meters from every registry that they were bound to. Does not touch the pool. */
    @Override
    public void close() {
        List<PoolBinding> removed;
        synchronized (bindings) {
            removed = List.copyOf(bindings);
            bindings.clear();
        }
        removed.forEach(PoolBinding::remove);
    }
}
