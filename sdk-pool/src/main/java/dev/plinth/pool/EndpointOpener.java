package dev.plinth.pool;

import java.util.List;
import java.util.function.Supplier;

/** Makes the pool of an endpoint, with what tells how it is. */
final class EndpointOpener<T> {

    private final BalancedPoolBuilder<T> settings;
    private final Supplier<List<EndpointPool<T>>> all;

    EndpointOpener(BalancedPoolBuilder<T> settings, Supplier<List<EndpointPool<T>>> all) {
        this.settings = settings;
        this.all = all;
    }

    EndpointPool<T> open(Endpoint endpoint) {
        OutlierDetector outliers = new OutlierDetector(settings.outliers, this::mayEjectOneMore, settings.clock);
        String name = settings.options.name() + " at " + endpoint.address();
        Health health = new Health(name, settings.health, outliers, settings.clock);
        PerCorePool<T> pool = PerCorePool.create(
                settings.runtime,
                settings.connectors.apply(endpoint),
                settings.options,
                name,
                settings.clock,
                RetryOptions.none(), // a retry goes to the endpoint that is chosen for it
                outliers::failed);
        return new EndpointPool<>(endpoint, pool, health);
    }

    /** Two that ask in the same moment may both get leave. */
    private boolean mayEjectOneMore() {
        List<EndpointPool<T>> now = all.get();
        long time = settings.clock.getAsLong();
        int ejected = 1;
        for (EndpointPool<T> pool : now) {
            ejected += pool.health().outliers.isEjected(time) ? 1 : 0;
        }
        return ejected <= now.size() * settings.outliers.maxEjectedPercent() / 100;
    }
}
