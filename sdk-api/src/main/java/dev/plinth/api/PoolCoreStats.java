package dev.plinth.api;

import java.util.Objects;

/**
 * The part of a {@link ConnectionPool} that lives on one core.
 *
 * @param core its number
 * @param max connections that it opens at most
 * @param open connections that are open or being opened or closed
 * @param idle connections that wait to be borrowed
 * @param leased connections that are borrowed
 * @param waiting callers that wait here
 * @param counts what it has done since the start
 */
public record PoolCoreStats(int core, int max, int open, int idle, int leased, int waiting, PoolCounts counts) {

    /** Refuses null. */
    public PoolCoreStats {
        Objects.requireNonNull(counts, "counts");
    }
}
