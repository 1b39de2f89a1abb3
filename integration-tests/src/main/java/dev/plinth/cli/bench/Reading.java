package dev.plinth.cli.bench;

import java.util.Map;

/**
 * What one measurement gave.
 *
 * @param figures by {@link Measure#key()}
 * @param facts what really ran: {@link #TRANSPORT} at least
 */
public record Reading(Map<String, Double> figures, Map<String, String> facts) {

    /** In {@link #facts}: what carried the bytes, or ran the tasks. */
    public static final String TRANSPORT = "activeTransport";

    /** In {@link #facts}: the Plinth backend that ran. */
    public static final String BACKEND = "activeBackend";

    /** In {@link #facts}: where its cores run, in words. */
    public static final String PLACEMENT = "placement";

    /** In {@link #facts}, if there is something to say: what is not as it could be. */
    public static final String WARNINGS = "warnings";

    /** Copies the maps. */
    public Reading {
        figures = Map.copyOf(figures);
        facts = Map.copyOf(facts);
    }
}
