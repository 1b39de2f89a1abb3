package dev.plinth.micrometer;

import dev.plinth.api.ConnectionPool;
import dev.plinth.api.EndpointStats;
import dev.plinth.api.PoolStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The meters of one pool in one registry; those of the endpoints follow the endpoints. */
final class PoolBinding {

    private final MeterRegistry registry;
    private final Tags tags;
    private final Snapshots<PoolStats> snapshots;
    private final MeterSet<PoolStats> constant;
    private final Map<String, MeterSet<EndpointStats>> endpoints = new HashMap<>();
    private boolean removed;

    PoolBinding(ConnectionPool<?> pool, MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
        this.snapshots = new Snapshots<>(pool::stats, registry.config().clock(), this::followEndpoints);
        this.constant = PoolMeters.ofPool(new MeterSet<>(registry, tags, snapshots::now));
        followEndpoints(snapshots.now());
    }

    private synchronized void followEndpoints(PoolStats stats) {
        if (removed) {
            return;
        }
        Map<String, MeterSet<EndpointStats>> gone = new HashMap<>(endpoints);
        for (EndpointStats endpoint : stats.endpoints()) {
            String address = endpoint.address();
            if (gone.remove(address) == null) {
                LastKnown last = new LastKnown(snapshots, endpoint);
                endpoints.put(
                        address,
                        PoolMeters.ofEndpoint(new MeterSet<>(registry, tags.and("endpoint", address), last::get)));
            }
        }
        gone.forEach((address, meters) -> {
            endpoints.remove(address);
            meters.remove();
        });
    }

    void remove() {
        List<MeterSet<?>> all = new ArrayList<>();
        synchronized (this) {
            removed = true;
            all.add(constant);
            all.addAll(endpoints.values());
            endpoints.clear();
        }
        all.forEach(MeterSet::remove); // outside: the registry has a lock of its own
    }

    /** What a meter says that is read while its endpoint goes. */
    private static final class LastKnown {

        private final Snapshots<PoolStats> snapshots;
        private volatile EndpointStats last;

        LastKnown(Snapshots<PoolStats> snapshots, EndpointStats first) {
            this.snapshots = snapshots;
            this.last = first;
        }

        EndpointStats get() {
            for (EndpointStats endpoint : snapshots.now().endpoints()) {
                if (endpoint.address().equals(last.address())) {
                    last = endpoint;
                    return endpoint;
                }
            }
            return last;
        }
    }
}
