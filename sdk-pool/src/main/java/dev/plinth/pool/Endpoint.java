package dev.plinth.pool;

import java.net.SocketAddress;
import java.util.Objects;

/**
 * A server that connections are opened to.
 *
 * @param address where it is; two endpoints of a pool never have the same
 * @param weight its part of the load in comparison with the others', at least 1
 * @param priority those of the lowest number get all of the load as long as one of them can be used;
 *     the next ones stand in for them
 */
public record Endpoint(SocketAddress address, int weight, int priority) {

    /** Refuses null, and a weight under 1: leave out an endpoint that is to get nothing. */
    public Endpoint {
        Objects.requireNonNull(address, "address");
        Checks.atLeast(weight, 1, "weight of endpoint " + address);
        Checks.atLeast(priority, 0, "priority of endpoint " + address);
    }

    /** One of the first priority. */
    public Endpoint(SocketAddress address, int weight) {
        this(address, weight, 0);
    }

    /** One of weight 1. */
    public static Endpoint of(SocketAddress address) {
        return new Endpoint(address, 1);
    }
}
