package dev.plinth.cli.compare;

import java.util.HashMap;
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

    /** The same with an option more. */
    public Contestant with(String option, String value) {
        Map<String, String> more = new HashMap<>(options);
        more.put(option, value);
        return new Contestant(name, client, backend, description, type, libraries, more, limit, notRun);
    }

    /** The same, of which more is said. */
    public Contestant described(String more) {
        return new Contestant(name, client, backend, description + more, type, libraries, options, limit, notRun);
    }

    /** Whether it is Plinth, else it is a peer. */
    public boolean isPlinth() {
        return backend != null;
    }
}
