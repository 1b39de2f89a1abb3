package dev.plinth.db;

import java.time.Duration;

/**
 * @param maxInFlight how many statements may be sent on a connection and not be answered
 * @param maxWaiting how many may wait on a connection to be sent
 * @param preparedStatements how many statements a connection keeps prepared
 * @param resultBuffer how many bytes of rows wait for a subscriber that does not take them before the
 *     connection stops reading
 * @param sharedResultBuffer the same while others wait behind that result
 * @param cancelAfter how long a statement that nobody waits for may go on before the server is asked to cancel
 *     it
 * @param binary whether columns of the common types come in binary; not when the user has codecs of his own
 */
record WireSettings(
        int maxInFlight,
        int maxWaiting,
        int preparedStatements,
        int resultBuffer,
        int sharedResultBuffer,
        Duration cancelAfter,
        boolean binary) {

    static WireSettings defaults() {
        return new WireSettings(256, 16_384, 256, 256 << 10, 16 << 20, Duration.ofMillis(20), true);
    }
}
