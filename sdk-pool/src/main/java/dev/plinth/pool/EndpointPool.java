package dev.plinth.pool;

import dev.plinth.api.EndpointStats;
import dev.plinth.api.PoolStats;

/** An endpoint with the connections to it, and how it is. */
record EndpointPool<T>(Endpoint endpoint, PerCorePool<T> pool, Health health) implements LoadBalancer.Candidate {

    @Override
    public double weight() {
        return endpoint.weight() * health.part();
    }

    @Override
    public int outstanding() {
        return pool.outstanding();
    }

    EndpointStats stats(PoolStats connections) {
        return new EndpointStats(
                endpoint.address().toString(),
                health.state(),
                weight(),
                health.picks(),
                health.outliers.ejections(),
                health.checks.failures(),
                connections.open(),
                connections.idle(),
                connections.leased(),
                connections.waiting());
    }
}
