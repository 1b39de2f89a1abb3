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
 * @param rate operations a second that are due, of all callers together (an open loop); 0 if each is sent when the one
 *     before is done (a closed loop)
 */
public record Load(String operation, boolean blocking, int callers, int inFlight, boolean allConnections, double rate) {

    /** A closed loop. */
    public Load(String operation, boolean blocking, int callers, int inFlight, boolean allConnections) {
        this(operation, blocking, callers, inFlight, allConnections, 0);
    }

    /** The same as an open loop. */
    public Load at(double operationsPerSecond) {
        return new Load(operation, blocking, callers, inFlight, allConnections, operationsPerSecond);
    }

    /** The same by callers that block, as many as commands were in flight. */
    public Load byBlocking() {
        return new Load(operation, true, totalInFlight(), 1, allConnections, rate);
    }

    /** Whether operations are due at fixed times. */
    public boolean open() {
        return rate > 0;
    }

    /** As a message between processes. */
    public Map<String, Object> toMap() {
        return Map.of(
                "operation", operation,
                "blocking", blocking,
                "callers", callers,
                "inFlight", inFlight,
                "allConnections", allConnections,
                "rate", rate);
    }

    /** Back from {@link #toMap}. */
    public static Load of(Map<?, ?> map) {
        return new Load(
                (String) map.get("operation"),
                (Boolean) map.get("blocking"),
                ((Number) map.get("callers")).intValue(),
                ((Number) map.get("inFlight")).intValue(),
                (Boolean) map.get("allConnections"),
                ((Number) map.get("rate")).doubleValue());
    }

    /** How many commands are in flight over all callers. */
    public int totalInFlight() {
        return callers * inFlight;
    }
}
