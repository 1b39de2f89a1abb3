package dev.plinth.api;

import java.util.Objects;

/**
 * One of the servers behind a {@link ConnectionPool}.
 *
 * @param address where it is
 * @param state whether it gets borrowers
 * @param weight its part of the load in comparison with the others', less than its own during a slow start
 * @param picks how often it was chosen for a borrowing
 * @param ejections how often it was left alone after errors on its connections
 * @param failedChecks how many health checks it did not pass
 * @param open connections to it that are open or being opened or closed
 * @param idle how many of them wait to be borrowed
 * @param leased how many of them are borrowed
 * @param waiting callers that wait for one of them
 */
public record EndpointStats(
        String address,
        State state,
        double weight,
        long picks,
        long ejections,
        long failedChecks,
        int open,
        int idle,
        int leased,
        int waiting) {

    /** Refuses null. */
    public EndpointStats {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(state, "state");
    }

    /** Whether an endpoint gets borrowers. */
    public enum State {
        /** It does. */
        UP,
        /** Its circuit breaker lets a few try whether connections to it can be had again. */
        HALF_OPEN,
        /** Its circuit breaker is open: connections to it could not be had lately. */
        OPEN,
        /** Left alone for a while: connections to it failed in use. Served by it is only who finds no other. */
        EJECTED,
        /** Health checks find it down. */
        DOWN
    }
}
