package dev.plinth.cli.tasks;

import dev.plinth.cli.bench.Participant;
import java.util.Map;

/**
 * How the JVM of a participant is started.
 *
 * @param participant who it is in the report
 * @param kind what {@link TasksMain} makes there
 * @param workers how many
 * @param settings of the runtime
 */
record Setup(Participant participant, String kind, int workers, Map<String, String> settings) {

    /** Participants of different sections share a JVM if this is the same. */
    String key() {
        return kind + " " + workers + " " + settings;
    }
}
