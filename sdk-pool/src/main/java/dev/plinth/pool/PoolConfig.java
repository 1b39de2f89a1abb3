package dev.plinth.pool;

import dev.plinth.api.ConfigKey;
import java.time.Duration;
import java.util.List;

/** The settings of pools; {@link PoolOptions} starts from them. */
public final class PoolConfig {

    /** Default of {@link PoolOptions#min()}. */
    public static final ConfigKey<Integer> MIN =
            ConfigKey.number("plinth.pool.min", 0, 0, 1_000_000, "Connections that a pool keeps open, over all cores.");

    /** Default of {@link PoolOptions#max()}. */
    public static final ConfigKey<Integer> MAX = ConfigKey.number(
            "plinth.pool.max",
            10,
            1,
            1_000_000,
            "Connections that a pool opens at most, over all cores; each core has an equal part of them.");

    /** Default of {@link PoolOptions#maxIdle()}. */
    public static final ConfigKey<Integer> MAX_IDLE = ConfigKey.number(
            "plinth.pool.max-idle",
            1_000_000,
            0,
            1_000_000,
            "Connections that may wait to be borrowed, over all cores; more are closed when they come back.");

    /** Default of {@link PoolOptions#acquireTimeout()}. */
    public static final ConfigKey<Duration> ACQUIRE_TIMEOUT = ConfigKey.duration(
            "plinth.pool.acquire-timeout",
            Duration.ofSeconds(30),
            "How long a caller waits for a connection; 0 means without limit.");

    /** Default of {@link PoolOptions#maxWaiting()}. */
    public static final ConfigKey<Integer> MAX_WAITING = ConfigKey.number(
            "plinth.pool.max-waiting",
            10_000,
            0,
            Integer.MAX_VALUE,
            "How many callers may wait for a connection, over all cores; more are refused.");

    /** Default of {@link PoolOptions#idleTimeout()}. */
    public static final ConfigKey<Duration> IDLE_TIMEOUT = ConfigKey.duration(
            "plinth.pool.idle-timeout",
            Duration.ofMinutes(10),
            "Connections above the minimum that nobody borrowed for so long are closed; 0 means never.");

    /** Default of {@link PoolOptions#maxLifetime()}. */
    public static final ConfigKey<Duration> MAX_LIFETIME = ConfigKey.duration(
            "plinth.pool.max-lifetime",
            Duration.ofMinutes(30),
            "Older connections are closed when nobody has them; each lives for up to a tenth less, so that they do not"
                    + " end together. 0 means without limit.");

    /** Default of {@link PoolOptions#validateAfterIdle()}. */
    public static final ConfigKey<Duration> VALIDATE_AFTER_IDLE = ConfigKey.duration(
            "plinth.pool.validate-after-idle",
            Duration.ofMillis(500),
            "A connection that was idle for longer is validated before it is lent; 0 means every one.");

    /** Default of {@link PoolOptions#validationInterval()}. */
    public static final ConfigKey<Duration> VALIDATION_INTERVAL = ConfigKey.duration(
            "plinth.pool.validation-interval",
            Duration.ofMinutes(2),
            "How often an idle connection is validated in the background; 0 means never.");

    /** Default of {@link PoolOptions#leakThreshold()}. */
    public static final ConfigKey<Duration> LEAK_THRESHOLD = ConfigKey.duration(
            "plinth.pool.leak-threshold",
            Duration.ZERO,
            "A connection that is borrowed for longer is reported, with the stack trace of its borrowing, which takes"
                    + " some microseconds each time; 0 means never.");

    private static final List<ConfigKey<?>> KEYS = List.of(
            MIN,
            MAX,
            MAX_IDLE,
            ACQUIRE_TIMEOUT,
            MAX_WAITING,
            IDLE_TIMEOUT,
            MAX_LIFETIME,
            VALIDATE_AFTER_IDLE,
            VALIDATION_INTERVAL,
            LEAK_THRESHOLD);

    private PoolConfig() {}

    /** All of them. */
    public static List<ConfigKey<?>> keys() {
        return KEYS;
    }
}
