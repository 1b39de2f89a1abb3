package dev.plinth.cli.servers;

import java.util.function.Supplier;

/** A server that can be used: started for it, or named by the user. */
public final class RunningServer implements AutoCloseable {

    private final String uri;
    private final String description;
    private final Supplier<ServerFacts> facts;
    private final boolean own;
    private final Runnable stop;

    private RunningServer(String uri, String description, Supplier<ServerFacts> facts, boolean own, Runnable stop) {
        this.uri = uri;
        this.description = description;
        this.facts = facts;
        this.own = own;
        this.stop = stop;
    }

    /** One that was started, and is stopped by {@link #close}. */
    static RunningServer started(String uri, String description, Supplier<ServerFacts> facts, Runnable stop) {
        return new RunningServer(uri, description, facts, true, stop);
    }

    /** One that runs without us. */
    static RunningServer given(ServerKind kind, String uri) {
        Supplier<ServerFacts> facts = () -> new ServerFacts(
                kind,
                ServerVersion.of(kind, uri),
                ServerFacts.Origin.GIVEN,
                null,
                null,
                ServerKind.authority(uri),
                null);
        return new RunningServer(uri, ServerKind.shown(uri), facts, false, () -> {});
    }

    /** The same, told from others of its kind by {@code name}. */
    RunningServer named(String name) {
        return new RunningServer(uri, description, () -> facts.get().named(name), own, stop);
    }

    /** Where clients connect to, by a scheme of its kind. */
    public String uri() {
        return uri;
    }

    /** What it is and where it came from, in words, without a password. */
    public String description() {
        return description;
    }

    /** What it is and where it came from; the server is asked for its version. */
    public ServerFacts facts() {
        return facts.get();
    }

    /** Whether it was started here: then nothing in it is anybody else's. */
    public boolean own() {
        return own;
    }

    /** Stops it if it was started here. */
    @Override
    public void close() {
        stop.run();
    }
}
