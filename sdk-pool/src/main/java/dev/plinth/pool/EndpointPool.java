package dev.plinth.pool;

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
}
