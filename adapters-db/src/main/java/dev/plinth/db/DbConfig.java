package dev.plinth.db;

import dev.plinth.api.ConfigKey;
import java.time.Duration;
import java.util.List;

/** The settings of the database adapter; {@link DbOptions} takes its defaults from them. */
public final class DbConfig {

    /** See {@link DbOptions.Builder#pipelining}. */
    public static final ConfigKey<Boolean> PIPELINING = ConfigKey.flag(
            "plinth.db.pipelining",
            true,
            "Whether statements outside a transaction share connections, many in flight on each; false: every"
                    + " statement has a connection of its own for as long as it runs.");

    /** See {@link DbOptions.Builder#sharedConnections}. */
    public static final ConfigKey<Integer> SHARED_CONNECTIONS = ConfigKey.number(
            "plinth.db.shared-connections",
            1,
            1,
            1_000,
            "How many shared connections each core keeps; another one is opened while all of them are held up by a"
                    + " slow statement.");

    /** See {@link DbOptions.Builder#sharedMax}. */
    public static final ConfigKey<Integer> SHARED_MAX = ConfigKey.number(
            "plinth.db.shared-max", 4, 1, 1_000, "How many shared connections each core opens at most.");

    /** See {@link DbOptions.Builder#slowAfter}. */
    public static final ConfigKey<Duration> SLOW_AFTER = ConfigKey.duration(
            "plinth.db.slow-after",
            Duration.ofMillis(20),
            "A shared connection whose oldest statement has waited for longer gets no more statements until it is"
                    + " answered, if there is another.");

    /** See {@link DbOptions.Builder#maxInFlight}. */
    public static final ConfigKey<Integer> MAX_IN_FLIGHT = ConfigKey.number(
            "plinth.db.max-in-flight",
            256,
            1,
            1_000_000,
            "How many statements may be on their way on one shared connection.");

    /** See {@link DbOptions.Builder#maxWaiting}. */
    public static final ConfigKey<Integer> MAX_WAITING = ConfigKey.number(
            "plinth.db.max-waiting",
            16_384,
            1,
            100_000_000,
            "How many statements may wait on one shared connection to be sent; more are refused.");

    /** See {@link DbOptions.Builder#preparedStatements}. */
    public static final ConfigKey<Integer> PREPARED_STATEMENTS = ConfigKey.number(
            "plinth.db.prepared-statements",
            256,
            0,
            100_000,
            "How many statements each connection keeps prepared; the least recently used one goes first.");

    /** See {@link DbOptions.Builder#cancelAfter}. */
    public static final ConfigKey<Duration> CANCEL_AFTER = ConfigKey.duration(
            "plinth.db.cancel-after",
            Duration.ofMillis(20),
            "How long a cancelled statement may go on before the server is asked to cancel it; what ends sooner costs"
                    + " nothing.");

    /** See {@link DbOptions.Builder#hostCheck}. */
    public static final ConfigKey<Duration> HOST_CHECK = ConfigKey.duration(
            "plinth.db.host-check",
            Duration.ofSeconds(1),
            "How often servers are asked whether they are primary or standby, where a URL names several or says which"
                    + " is wanted.");

    private static final List<ConfigKey<?>> KEYS = List.of(
            PIPELINING,
            SHARED_CONNECTIONS,
            SHARED_MAX,
            SLOW_AFTER,
            MAX_IN_FLIGHT,
            MAX_WAITING,
            PREPARED_STATEMENTS,
            CANCEL_AFTER,
            HOST_CHECK);

    private DbConfig() {}

    /** All of them. */
    public static List<ConfigKey<?>> keys() {
        return KEYS;
    }
}
