package dev.plinth.pool;

import java.util.Objects;

/** An endpoint with the connections to it. */
record EndpointPool<T>(Endpoint endpoint, PerCorePool<T> pool) implements LoadBalancer.Candidate {

    EndpointPool {
        Objects.requireNonNull(endpoint, "endpoint");
    }

    @Override
    public double weight() {
        return endpoint.weight();
    }

    @Override
    public int outstanding() {
        return pool.outstanding();
    }
}
