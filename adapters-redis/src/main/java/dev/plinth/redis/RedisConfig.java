package dev.plinth.redis;

import dev.plinth.api.ConfigKey;
import java.time.Duration;
import java.util.List;

/** The settings of the Redis adapter; {@link RedisOptions} takes its defaults from them. */
public final class RedisConfig {

    /** See {@link RedisOptions.Builder#requestQueueSize}. */
    public static final ConfigKey<Integer> REQUEST_QUEUE_SIZE = ConfigKey.number(
            "plinth.redis.request-queue-size",
            10_000,
            1,
            100_000_000,
            "How many commands of one connection may wait for their answer, and as many again to be sent;"
                    + " more are refused.");

    /** See {@link RedisOptions.Builder#replay}. */
    public static final ConfigKey<Boolean> REPLAY = ConfigKey.flag(
            "plinth.redis.replay",
            false,
            "Whether commands that were sent on a lost connection, and may have run, are sent again.");

    /** See {@link RedisOptions.Builder#reconnectDelay}. */
    public static final ConfigKey<Duration> RECONNECT_MIN_DELAY = ConfigKey.duration(
            "plinth.redis.reconnect-min-delay",
            Duration.ofMillis(10),
            "How long to wait before the first attempt to reconnect; doubles with each, with jitter.");

    /** See {@link RedisOptions.Builder#reconnectDelay}. */
    public static final ConfigKey<Duration> RECONNECT_MAX_DELAY = ConfigKey.duration(
            "plinth.redis.reconnect-max-delay",
            Duration.ofSeconds(10),
            "How long to wait at most between two attempts to reconnect.");

    /** See {@link RedisOptions.Builder#connectionsPerCore}. */
    public static final ConfigKey<Integer> CONNECTIONS_PER_CORE = ConfigKey.number(
            "plinth.redis.connections-per-core",
            1,
            1,
            1_000,
            "How many shared connections an adapter keeps per core; commands are spread over them.");

    private static final List<ConfigKey<?>> KEYS =
            List.of(REQUEST_QUEUE_SIZE, REPLAY, RECONNECT_MIN_DELAY, RECONNECT_MAX_DELAY, CONNECTIONS_PER_CORE);

    private RedisConfig() {}

    /** All of them. */
    public static List<ConfigKey<?>> keys() {
        return KEYS;
    }
}
