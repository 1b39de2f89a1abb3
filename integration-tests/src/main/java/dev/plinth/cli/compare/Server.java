package dev.plinth.cli.compare;

import dev.plinth.cli.servers.RunningServer;

/** A server to run against: one that was started for it, or one that the user named. */
public interface Server extends AutoCloseable {

    /** One that needs nothing to be run against. */
    static Server of(RunningServer running) {
        return new Server() {
            @Override
            public String uri() {
                return running.uri();
            }

            @Override
            public String description() {
                return running.description();
            }

            @Override
            public void close() {
                running.close();
            }
        };
    }

    /** Where clients connect to. */
    String uri();

    /** In words, without a password. */
    String description();

    /** Stops the server if it was started for the comparison. */
    @Override
    void close();
}
