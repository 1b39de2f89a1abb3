package dev.plinth.pool;

import java.net.SocketAddress;
import java.util.Objects;

/**
 * A server that connections are opened to.
 *
 * @param address where it is; two endpoints of a pool never have the same
 * @param weight its part of the load in comparison with the others', at least 1
 */
public record Endpoint(SocketAddress address, int weight) {

    /** Refuses null, and a weight under 1: leave out an endpoint that is to get nothing. */
    public Endpoint {
        Objects.requireNonNull(address, "address");
        Checks.atLeast(weight, 1, "weight of endpoint " + address);
    }

    /** One of weight 1. */
    public static Endpoint of(SocketAddress address) {
        return new Endpoint(address, 1);
    }
}
