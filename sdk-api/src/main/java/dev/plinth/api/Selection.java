package dev.plinth.api;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Why a backend runs.
 *
 * @param requested {@code auto}, or the name that was asked for
 * @param requestedBy where the request came from, such as "environment variable PLINTH_BACKEND"
 * @param chosen the backend that was chosen
 * @param others every other one that was found, with the reason why it was passed over
 * @param warnings settings that were made for another backend and have no effect, each a sentence
 */
public record Selection(
        String requested, String requestedBy, String chosen, List<BackendStatus> others, List<String> warnings) {

    /** Refuses null. */
    public Selection {
        Objects.requireNonNull(requested, "requested");
        Objects.requireNonNull(requestedBy, "requestedBy");
        Objects.requireNonNull(chosen, "chosen");
        others = List.copyOf(others);
        warnings = List.copyOf(warnings);
    }

    /** With every setting in effect. */
    public Selection(String requested, String requestedBy, String chosen, List<BackendStatus> others) {
        this(requested, requestedBy, chosen, others, List.of());
    }

    static Selection direct(String backend) {
        return new Selection(backend, "started directly", backend, List.of());
    }

    /** One line for a log. */
    @Override
    public String toString() {
        String line = "backend '" + chosen + "' (plinth.backend=" + requested + ", " + requestedBy + ")";
        return others.isEmpty()
                ? line
                : line
                        + "; passed over: "
                        + others.stream().map(BackendStatus::summary).collect(Collectors.joining("; "));
    }
}
