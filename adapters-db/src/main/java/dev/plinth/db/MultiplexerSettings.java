package dev.plinth.db;

import java.time.Duration;

/**
 * @param connections how many connections each core keeps
 * @param maxConnections how many it opens at most, when others are held up
 * @param slowAfter how long the oldest statement of a connection may wait for its answer before the
 *     connection gets no more
 * @param maxWaiting how many statements may wait on a core for a connection to be opened
 * @param idleAfter when a connection beyond the number to keep that is not used is closed
 * @param maxLifetime when a connection is replaced by a new one; zero: never
 * @param lifetimeJitter by what part of that it may be earlier, drawn for each, 0 to 1
 */
record MultiplexerSettings(
        int connections,
        int maxConnections,
        Duration slowAfter,
        int maxWaiting,
        Duration idleAfter,
        Duration maxLifetime,
        double lifetimeJitter) {

    MultiplexerSettings(int connections, int maxConnections, Duration slowAfter, int maxWaiting) {
        this(connections, maxConnections, slowAfter, maxWaiting, Duration.ofSeconds(30), Duration.ZERO, 0);
    }

    MultiplexerSettings withIdleAfter(Duration time) {
        return new MultiplexerSettings(
                connections, maxConnections, slowAfter, maxWaiting, time, maxLifetime, lifetimeJitter);
    }

    MultiplexerSettings withLifetime(Duration most, double jitter) {
        return new MultiplexerSettings(connections, maxConnections, slowAfter, maxWaiting, idleAfter, most, jitter);
    }

    static MultiplexerSettings defaults() {
        return new MultiplexerSettings(1, 4, Duration.ofMillis(20), 16_384);
    }
}
