package dev.plinth.cli.load;

import dev.plinth.cli.behaviour.Transcript;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A client library as the load generator sees it: connections, and what they really run on. A public
 * class with a public constructor without arguments; used by one thread.
 */
public interface Client {

    /**
     * Connects, and writes the data that the operations need.
     *
     * @param options what the contestant is given; its own affair
     * @return its connections, as a service that uses this client in the usual way would have them
     * @throws CannotRunException if something that it needs is not to be had here
     */
    List<Line> open(Map<String, String> options) throws Exception;

    /** The load as callers of this client put it: those of a client that blocks wait on threads of their own. */
    default Load load(Load asked) {
        return asked;
    }

    /** How many connections it has open; negative if as many as {@link #open} returned. */
    default int connections() {
        return -1;
    }

    /**
     * What is in effect, read from the live connections, not from the options: at least {@link
     * #ACTIVE_TRANSPORT}.
     */
    Map<String, String> facts() throws Exception;

    /**
     * What it counts as it goes, since it was opened: {@link RuntimeFacts#counts} of a runtime; none by default, as
     * clients do not tell.
     */
    default Map<String, Long> counts() {
        return Map.of();
    }

    /**
     * Runs the adapter's behavioural suite over connections of this client. Called once, after {@link #open}.
     *
     * @return what came back; empty if the suite is not written against this client's API
     */
    default Optional<Transcript> behave() throws Exception {
        return Optional.empty();
    }

    /** Takes back what {@link #open} did to the server, and disconnects. */
    void close() throws Exception;

    /** Among the options of {@link #open}: its number among the contestants, from 0, where they must not share something. */
    String NUMBER = "number";

    /** In {@link #facts}: what carries the bytes, such as {@code epoll}. */
    String ACTIVE_TRANSPORT = "activeTransport";

    /** In {@link #facts}, if there is something to say: what is not as it could be. */
    String WARNINGS = "warnings";
}
