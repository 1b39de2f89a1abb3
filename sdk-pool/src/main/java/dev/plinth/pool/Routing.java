package dev.plinth.pool;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * Which endpoints of a {@link BalancedPool} may serve a borrowing: all, or those that a predicate finds
 * fit, and others if none of them can be used. Among several the pool's {@link LoadBalancer} chooses.
 * Immutable; make one once and use it for every borrowing.
 */
public final class Routing {

    private static final Routing ANY = new Routing("any", endpoint -> true, null, null);

    private final String name;
    private final Predicate<? super Endpoint> fit;
    private final Routing otherwise;
    private final Object key;

    private Routing(String name, Predicate<? super Endpoint> fit, Routing otherwise, Object key) {
        this.name = name;
        this.fit = fit;
        this.otherwise = otherwise;
        this.key = key;
    }

    /** Every endpoint. */
    public static Routing any() {
        return ANY;
    }

    /**
     * Those that {@code fit} holds for.
     *
     * @param name what they are called in messages, such as "primary"
     * @param fit asked at every borrowing, by any thread, of endpoints as they are at that time
     */
    public static Routing to(String name, Predicate<? super Endpoint> fit) {
        return new Routing(Objects.requireNonNull(name, "name"), Objects.requireNonNull(fit, "fit"), null, null);
    }

    /** Those with a tag of this value. */
    public static Routing tagged(String tag, String value) {
        return to(tag + "=" + value, endpoint -> endpoint.has(tag, value));
    }

    /** If none of these can be used, those of {@code other}. */
    public Routing orElse(Routing other) {
        Objects.requireNonNull(other, "other");
        return new Routing(name, fit, otherwise == null ? other : otherwise.orElse(other), key);
    }

    /** For a key that a sticky balancer goes by; null for none. */
    public Routing withKey(Object stickTo) {
        return new Routing(name, fit, otherwise, stickTo);
    }

    boolean isAny() {
        return fit == ANY.fit;
    }

    boolean fits(Endpoint endpoint) {
        return fit.test(endpoint);
    }

    /** Null if there is none. */
    Routing otherwise() {
        return otherwise;
    }

    Object key() {
        return key;
    }

    @Override
    public String toString() {
        return otherwise == null ? name : name + ", else " + otherwise;
    }
}
