package dev.plinth.db;

import java.time.Duration;

/**
 * @param connections how many connections each core keeps
 * @param maxConnections how many it opens at most, when others are held up
 * @param slowAfter how long the oldest statement of a connection may wait for its answer before the
 *     connection gets no more
 * @param maxWaiting how many statements may wait on a core for a connection to be opened
 * @param idleAfter when a connection beyond the number to keep that is not used is closed
 */
record MultiplexerSettings(
        int connections, int maxConnections, Duration slowAfter, int maxWaiting, Duration idleAfter) {

    MultiplexerSettings(int connections, int maxConnections, Duration slowAfter, int maxWaiting) {
        this(connections, maxConnections, slowAfter, maxWaiting, Duration.ofSeconds(30));
    }

    static MultiplexerSettings defaults() {
        return new MultiplexerSettings(1, 4, Duration.ofMillis(20), 16_384);
    }
}
