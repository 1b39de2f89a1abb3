package dev.plinth.cli.compare;

import dev.plinth.cli.servers.RunningServer;
import dev.plinth.cli.servers.ServerFacts;
import java.util.List;

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
            public List<ServerFacts> facts() {
                return List.of(running.facts());
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

    /** What it is and where it came from: of each, if there are several. */
    List<ServerFacts> facts();

    /** Stops the server if it was started for the comparison. */
    @Override
    void close();
}
