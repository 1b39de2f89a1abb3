package dev.plinth.cli.load;

import java.util.Map;

/**
 * The load of one run.
 *
 * @param operation what is sent, in the adapter's words: {@code get}
 * @param blocking whether callers wait for each reply on a thread of their own; else each command is
 *     sent by the completion of the one before
 * @param callers how many callers
 * @param inFlight how many commands each caller has in flight; 1 if blocking
 * @param allConnections whether callers are spread over all the client's connections, or use the first
 */
public record Load(String operation, boolean blocking, int callers, int inFlight, boolean allConnections) {

    /** As a message between processes. */
    public Map<String, Object> toMap() {
        return Map.of(
                "operation", operation,
                "blocking", blocking,
                "callers", callers,
                "inFlight", inFlight,
                "allConnections", allConnections);
    }

    /** Back from {@link #toMap}. */
    public static Load of(Map<?, ?> map) {
        return new Load(
                (String) map.get("operation"),
                (Boolean) map.get("blocking"),
                ((Number) map.get("callers")).intValue(),
                ((Number) map.get("inFlight")).intValue(),
                (Boolean) map.get("allConnections"));
    }

    /** How many commands are in flight over all callers. */
    public int totalInFlight() {
        return callers * inFlight;
    }
}
