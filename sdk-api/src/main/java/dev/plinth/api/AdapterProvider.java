package dev.plinth.api;

import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * An adapter, found by {@link java.util.ServiceLoader}: a public class with a public constructor
 * without arguments, named in {@code META-INF/services/dev.plinth.api.AdapterProvider}.
 */
public interface AdapterProvider {

    /** The name of the adapter, such as {@code redis}. Constant. */
    String name();

    /** The URI schemes that it opens, in lower case: {@code redis}, {@code rediss}. Constant. */
    Set<String> schemes();

    /** The settings that are this adapter's own. */
    default List<ConfigKey<?>> configKeys() {
        return List.of();
    }

    /** Opens an adapter on {@code runtime}; lazy. Signals {@link ConfigException} for a bad URI. */
    Mono<? extends Adapter> open(AsyncRuntime runtime, String uri);
}
