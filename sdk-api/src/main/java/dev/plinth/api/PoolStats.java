package dev.plinth.api;

import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * What a {@link ConnectionPool} holds and has done. The cores tell without being stopped: each number
 * is right, but they are of slightly different moments.
 *
 * @param name the pool's
 * @param min connections that it keeps
 * @param max connections that it opens at most
 * @param cores by core
 * @param endpoints by endpoint; empty if the pool knows but one
 */
public record PoolStats(String name, int min, int max, List<PoolCoreStats> cores, List<EndpointStats> endpoints) {

    /** Refuses null; copies the lists. */
    public PoolStats {
        Objects.requireNonNull(name, "name");
        cores = List.copyOf(cores);
        endpoints = List.copyOf(endpoints);
    }

    /** Of a pool that knows but one endpoint. */
    public PoolStats(String name, int min, int max, List<PoolCoreStats> cores) {
        this(name, min, max, cores, List.of());
    }

    /** Connections that are open or being opened or closed. */
    public int open() {
        return (int) sum(PoolCoreStats::open);
    }

    /** Connections that wait to be borrowed. */
    public int idle() {
        return (int) sum(PoolCoreStats::idle);
    }

    /** Connections that are borrowed. */
    public int leased() {
        return (int) sum(PoolCoreStats::leased);
    }

    /** Callers that wait. */
    public int waiting() {
        return (int) sum(PoolCoreStats::waiting);
    }

    /** One of the counts, over all cores: {@code total(PoolCounts::opened)}. */
    public long total(ToLongFunction<PoolCounts> count) {
        return sum(core -> count.applyAsLong(core.counts()));
    }

    private long sum(ToLongFunction<PoolCoreStats> part) {
        return cores.stream().mapToLong(part).sum();
    }
}
