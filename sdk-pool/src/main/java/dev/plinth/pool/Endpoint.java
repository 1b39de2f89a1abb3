package dev.plinth.pool;

import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A server that connections are opened to.
 *
 * @param address where it is; two endpoints of a pool never have the same
 * @param weight its part of the load in comparison with the others', at least 1
 * @param priority those of the lowest number get all of the load as long as one of them can be used;
 *     the next ones stand in for them
 * @param tags what else is known of it, say its role or its zone, for a {@link Routing} to go by
 */
public record Endpoint(SocketAddress address, int weight, int priority, Map<String, String> tags) {

    /** Refuses null, and a weight under 1: leave out an endpoint that is to get nothing. */
    public Endpoint {
        Objects.requireNonNull(address, "address");
        Checks.atLeast(weight, 1, "weight of endpoint " + address);
        Checks.atLeast(priority, 0, "priority of endpoint " + address);
        tags = Map.copyOf(tags);
    }

    /** One without tags. */
    public Endpoint(SocketAddress address, int weight, int priority) {
        this(address, weight, priority, Map.of());
    }

    /** One of the first priority. */
    public Endpoint(SocketAddress address, int weight) {
        this(address, weight, 0);
    }

    /** One of weight 1. */
    public static Endpoint of(SocketAddress address) {
        return new Endpoint(address, 1);
    }

    /** Whether {@code tag} is known to be {@code value}. */
    public boolean has(String tag, String value) {
        return value.equals(tags.get(tag));
    }

    /** The same with one tag set or, if {@code value} is null, without it. */
    public Endpoint withTag(String tag, String value) {
        if (Objects.equals(tags.get(tag), value)) {
            return this;
        }
        Map<String, String> changed = new HashMap<>(tags);
        if (value == null) {
            changed.remove(tag);
        } else {
            changed.put(tag, value);
        }
        return new Endpoint(address, weight, priority, changed);
    }

    /** The same with another weight. */
    public Endpoint withWeight(int changed) {
        return new Endpoint(address, changed, priority, tags);
    }

    /** The same with another priority. */
    public Endpoint withPriority(int changed) {
        return new Endpoint(address, weight, changed, tags);
    }
}
