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

    /** Default of {@link RetryOptions#attempts()}. */
    public static final ConfigKey<Integer> CONNECT_ATTEMPTS = ConfigKey.number(
            "plinth.pool.connect-attempts",
            3,
            1,
            1_000,
            "How often opening a connection for a caller is attempted, the first included, if the error may pass.");

    /** Default of {@link RetryOptions#backoff()}. */
    public static final ConfigKey<Duration> RETRY_BACKOFF = ConfigKey.duration(
            "plinth.pool.retry-backoff",
            Duration.ofMillis(50),
            "The wait before the second attempt, drawn from half of it to one and a half; each that follows is twice as"
                    + " long.");

    /** Default of {@link RetryOptions#maxBackoff()}. */
    public static final ConfigKey<Duration> RETRY_MAX_BACKOFF = ConfigKey.duration(
            "plinth.pool.retry-max-backoff", Duration.ofSeconds(1), "No wait before an attempt is longer.");

    /** Default of {@link RetryOptions#budgetPercent()}. */
    public static final ConfigKey<Integer> RETRY_BUDGET_PERCENT = ConfigKey.number(
            "plinth.pool.retry-budget-percent",
            20,
            0,
            1_000,
            "Further attempts of all callers together over 10 s, in per cent of the borrowings.");

    /** Default of {@link RetryOptions#budgetPerSecond()}. */
    public static final ConfigKey<Integer> RETRY_BUDGET_PER_SECOND = ConfigKey.number(
            "plinth.pool.retry-budget-per-second",
            10,
            0,
            1_000_000,
            "So many further attempts a second besides, over 10 s.");

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
            LEAK_THRESHOLD,
            CONNECT_ATTEMPTS,
            RETRY_BACKOFF,
            RETRY_MAX_BACKOFF,
            RETRY_BUDGET_PERCENT,
            RETRY_BUDGET_PER_SECOND);

    private PoolConfig() {}

    /** All of them. */
    public static List<ConfigKey<?>> keys() {
        return KEYS;
    }
}
