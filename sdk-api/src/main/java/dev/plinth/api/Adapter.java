package dev.plinth.api;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * A client of a server (Redis, say) whose bytes travel on an {@link AsyncRuntime}. Opened by class,
 * or by URI scheme with {@link #open}. Callable from any thread. The runtime outlives it: closing an
 * adapter does not close the runtime.
 */
public interface Adapter extends AutoCloseable {

    /**
     * Opens the adapter whose provider names the scheme of {@code uri}. Lazy; connects when
     * subscribed to.
     *
     * <p>Signals {@link ConfigException} if no adapter on the classpath has that scheme (the message
     * lists those that there are), else what the adapter's own {@code connect} does.
     */
    static Mono<Adapter> open(AsyncRuntime runtime, String uri) {
        return AdapterScan.open(runtime, uri);
    }

    /** The name of the adapter, such as {@code redis}. */
    String name();

    /** The runtime that carries it. */
    AsyncRuntime runtime();

    /** What is in effect: transport, connections, limits; by name. */
    Map<String, String> info();

    /** The adapter as its own class, or the client inside as its; empty if it is no such thing. */
    default <T> Optional<T> unwrap(Class<T> type) {
        return firstOf(type, this);
    }

    /** Closes the connections; commands that are pending fail. Lazy: subscribe. */
    Mono<Void> shutdown();

    /**
     * {@link #shutdown()}, and waits for it.
     *
     * @throws IllegalStateException when called on a core
     */
    @Override
    default void close() {
        runtime().blockOn(shutdown());
    }

    /** The first of {@code candidates} that is a {@code type}, or empty; for adapters that {@link #unwrap} a client. */
    static <T> Optional<T> firstOf(Class<T> type, Object... candidates) {
        return Stream.of(candidates).filter(type::isInstance).findFirst().map(type::cast);
    }

    /** The scheme of a URI text, in lower case; for providers. */
    static String scheme(String uri) {
        int colon = uri.indexOf(':');
        if (colon <= 0) {
            throw new ConfigException("'" + uri + "' has no scheme: it must start with one, such as redis://");
        }
        String scheme = uri.substring(0, colon);
        if (!scheme.matches("[A-Za-z][A-Za-z0-9+.-]*")) {
            throw new ConfigException(
                    "'" + scheme + "' is no scheme: the address must start with one, such as redis://");
        }
        return scheme.toLowerCase(java.util.Locale.ROOT);
    }
}
