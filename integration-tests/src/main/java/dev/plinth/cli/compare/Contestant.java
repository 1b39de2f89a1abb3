package dev.plinth.cli.compare;

import java.util.Map;
import java.util.Objects;

/**
 * A client in one configuration.
 *
 * @param name unique within an adapter, as in {@code --peers} or {@code --backends}
 * @param client the client in words: {@code Lettuce on Plinth}
 * @param backend the Plinth backend that is asked for, or null for a peer
 * @param description what it is, in a few words
 * @param type name of its {@link dev.plinth.cli.load.Client} class
 * @param libraries what its JVM has on the classpath
 * @param options what its client is given
 * @param limit whether it is no client that a service could use, but what bounds them all; it is told apart
 * @param notRun why it cannot run here, or null if it can
 */
public record Contestant(
        String name,
        String client,
        String backend,
        String description,
        String type,
        Libraries libraries,
        Map<String, String> options,
        boolean limit,
        String notRun) {

    /** One that a service could use. */
    public Contestant(
            String name,
            String client,
            String backend,
            String description,
            String type,
            Libraries libraries,
            Map<String, String> options,
            String notRun) {
        this(name, client, backend, description, type, libraries, options, false, notRun);
    }

    /** Copies the options. */
    public Contestant {
        Objects.requireNonNull(name, "name");
        options = Map.copyOf(options);
    }

    /** Whether it is Plinth, else it is a peer. */
    public boolean isPlinth() {
        return backend != null;
    }
}
