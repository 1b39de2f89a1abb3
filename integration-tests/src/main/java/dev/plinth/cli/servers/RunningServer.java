package dev.plinth.cli.servers;

/** A server that can be used: started for it, or named by the user. */
public final class RunningServer implements AutoCloseable {

    private final String uri;
    private final String description;
    private final boolean own;
    private final Runnable stop;

    private RunningServer(String uri, String description, boolean own, Runnable stop) {
        this.uri = uri;
        this.description = description;
        this.own = own;
        this.stop = stop;
    }

    /** One that was started, and is stopped by {@link #close}. */
    static RunningServer started(String uri, String description, Runnable stop) {
        return new RunningServer(uri, description, true, stop);
    }

    /** One that runs without us. */
    static RunningServer given(String uri) {
        return new RunningServer(uri, ServerKind.shown(uri), false, () -> {});
    }

    /** Where clients connect to, by a scheme of its kind. */
    public String uri() {
        return uri;
    }

    /** What it is and where it came from, in words, without a password. */
    public String description() {
        return description;
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
