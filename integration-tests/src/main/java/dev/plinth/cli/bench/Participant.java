package dev.plinth.cli.bench;

/**
 * Who takes part.
 *
 * @param name unique within a section: {@code plinth/percore-uring}
 * @param backend the Plinth backend that is asked for, or null for a peer
 * @param description what it is, in a few words
 * @param notRun why it cannot run here, or null if it can
 */
public record Participant(String name, String backend, String description, String notRun) {

    /** Whether it is Plinth, else it is a peer. */
    public boolean isPlinth() {
        return backend != null;
    }
}
