package dev.plinth.api;

import java.util.List;

/**
 * A backend, found by {@link java.util.ServiceLoader}: a public class with a public constructor
 * without arguments, named in {@code META-INF/services/dev.plinth.api.AsyncRuntimeProvider}.
 *
 * <p>The class must load on Java 17 and without its native parts, so that a backend that cannot run
 * can say so. Methods are called on the thread that starts the runtime.
 */
public interface AsyncRuntimeProvider {

    /** The version of this interface that this module was compiled with. */
    int SPI_VERSION = 1;

    /** The name that users give, lower case, such as {@code percore-uring}. Unique and constant. */
    String name();

    /** Which backend {@code auto} tries first: the highest. Ours are 400, 300, 200 and 100. */
    int priority();

    /**
     * The {@link #SPI_VERSION} that the backend was written for: return the number, not the constant
     * of this interface. Another one than the current is listed as incompatible and skipped.
     */
    int spiVersion();

    /** In a few words for a table: what carries the bytes, and where that runs. */
    String description();

    /** The settings that are this backend's own. */
    default List<ConfigKey<?>> configKeys() {
        return List.of();
    }

    /**
     * Builds the backend in full, all its loops at their real size, and starts it: the probe is the
     * thing itself, so that a backend that was found available does run.
     *
     * @throws BackendUnavailableException if it cannot run here; the message must say what was found,
     *     and {@link BackendUnavailableException#remedy()} what to do. Everything that had been built
     *     is released by then
     */
    AsyncRuntime create(BackendContext context);
}
