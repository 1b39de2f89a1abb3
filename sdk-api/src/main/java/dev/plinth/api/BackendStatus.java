package dev.plinth.api;

import java.util.Objects;

/**
 * One backend as the selection saw it.
 *
 * @param name its name, or the class of a provider that could not be loaded
 * @param description what it is, possibly empty
 * @param priority its rank, highest first
 * @param state whether it can run
 * @param reason why it cannot, or was not tried; for an available one what it would run on
 * @param remedy what to do about it, possibly empty
 */
public record BackendStatus(String name, String description, int priority, State state, String reason, String remedy) {

    /** Whether a backend can run. */
    public enum State {
        /** It was built and did run. */
        AVAILABLE,
        /** It cannot run on this machine or JVM. */
        UNAVAILABLE,
        /** Its provider is faulty: it could not be loaded, or failed in a way it should not. */
        BROKEN,
        /** It was not needed, since another one was chosen. */
        NOT_TRIED
    }

    /** Refuses null. */
    public BackendStatus {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(remedy, "remedy");
    }

    /** Name and reason, for a list in one line. */
    public String summary() {
        return name + ": " + reason;
    }
}
