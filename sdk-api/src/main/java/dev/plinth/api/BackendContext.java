package dev.plinth.api;

import java.util.Objects;

/**
 * What a backend is started with.
 *
 * @param config the settings
 * @param selection who asked for this backend and what was passed over; goes into {@link
 *     RuntimeInfo}
 */
public record BackendContext(RuntimeConfig config, Selection selection) {

    /** Refuses null. */
    public BackendContext {
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(selection, "selection");
    }

    /** A context for a backend that is started directly, past the selection: in tests, say. */
    public static BackendContext direct(RuntimeConfig config, String backend) {
        return new BackendContext(config, Selection.direct(backend));
    }
}
