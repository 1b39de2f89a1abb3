package dev.plinth.redis;

import dev.plinth.api.ConfigException;
import dev.plinth.api.RuntimeConfig;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** How Plinth's Redis clients behave. Immutable; made by a builder. */
public final class RedisOptions {

    private final int requestQueueSize;
    private final boolean replay;
    private final Duration reconnectMinDelay;
    private final Duration reconnectMaxDelay;
    private final int connectionsPerCore;
    private final Duration connectTimeout;
    private final Duration commandTimeout;
    private final Consumer<? super ClientOptions.Builder> clientOptions;
    private final Consumer<? super ClientResources.Builder> resources;

    private RedisOptions(Builder builder) {
        this.requestQueueSize = builder.requestQueueSize;
        this.replay = builder.replay;
        this.reconnectMinDelay = builder.reconnectMinDelay;
        this.reconnectMaxDelay = builder.reconnectMaxDelay;
        this.connectionsPerCore = builder.connectionsPerCore;
        this.connectTimeout = builder.connectTimeout;
        this.commandTimeout = builder.commandTimeout;
        this.clientOptions = builder.clientOptions;
        this.resources = builder.resources;
    }

    /** What system properties and environment say ({@link RedisConfig}), else the defaults. */
    public static RedisOptions load() {
        return builder().build();
    }

    /** A builder that starts from what system properties and environment say. */
    public static Builder builder() {
        return builder(RuntimeConfig.load());
    }

    /** A builder that starts from what {@code config} says. */
    public static Builder builder(RuntimeConfig config) {
        return new Builder(config);
    }

    /** See {@link Builder#requestQueueSize}. */
    public int requestQueueSize() {
        return requestQueueSize;
    }

    /** See {@link Builder#replay}. */
    public boolean replay() {
        return replay;
    }

    /** See {@link Builder#reconnectDelay}. */
    public Duration reconnectMinDelay() {
        return reconnectMinDelay;
    }

    /** See {@link Builder#reconnectDelay}. */
    public Duration reconnectMaxDelay() {
        return reconnectMaxDelay;
    }

    /** See {@link Builder#connectionsPerCore}. */
    public int connectionsPerCore() {
        return connectionsPerCore;
    }

    /** See {@link Builder#connectTimeout}. */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** See {@link Builder#commandTimeout}; empty if the URI's holds. */
    public Optional<Duration> commandTimeout() {
        return Optional.ofNullable(commandTimeout);
    }

    Consumer<? super ClientOptions.Builder> clientOptions() {
        return clientOptions;
    }

    Consumer<? super ClientResources.Builder> resources() {
        return resources;
    }

    /** Collects options. Not for use by several threads at once. */
    public static final class Builder {

        private int requestQueueSize;
        private boolean replay;
        private Duration reconnectMinDelay;
        private Duration reconnectMaxDelay;
        private int connectionsPerCore;
        private Duration connectTimeout;
        private Duration commandTimeout;
        private Consumer<ClientOptions.Builder> clientOptions = any -> {};
        private Consumer<ClientResources.Builder> resources = any -> {};

        private Builder(RuntimeConfig config) {
            requestQueueSize = config.get(RedisConfig.REQUEST_QUEUE_SIZE);
            replay = config.get(RedisConfig.REPLAY);
            reconnectMinDelay = config.get(RedisConfig.RECONNECT_MIN_DELAY);
            reconnectMaxDelay = config.get(RedisConfig.RECONNECT_MAX_DELAY);
            connectionsPerCore = config.get(RedisConfig.CONNECTIONS_PER_CORE);
            connectTimeout = config.get(RuntimeConfig.CONNECT_TIMEOUT);
        }

        /**
         * How many commands of one connection may wait for their answer, and as many again to be sent
         * (default 10,000). One more fails at once with {@link RequestQueueFullException}; those of a
         * transaction that has begun are let through.
         */
        public Builder requestQueueSize(int commands) {
            this.requestQueueSize = atLeastOne(commands, "requestQueueSize");
            return this;
        }

        /**
         * Whether commands that were sent when the connection was lost are sent again on the next one
         * (default false: they fail with {@link CommandMayHaveRunException}). With true a command may
         * run twice. Commands that were never sent wait for the next connection in either case.
         */
        public Builder replay(boolean replay) {
            this.replay = replay;
            return this;
        }

        /**
         * The wait before a reconnect: {@code min} (default 10 ms) before the first attempt, then
         * doubling up to {@code max} (default 10 s), with random jitter.
         */
        public Builder reconnectDelay(Duration min, Duration max) {
            this.reconnectMinDelay = Objects.requireNonNull(min, "min");
            this.reconnectMaxDelay = Objects.requireNonNull(max, "max");
            return this;
        }

        /** How many shared connections an adapter keeps per core (default 1). */
        public Builder connectionsPerCore(int connections) {
            this.connectionsPerCore = atLeastOne(connections, "connectionsPerCore");
            return this;
        }

        /** How long opening a connection may take, login included (default {@link RuntimeConfig#CONNECT_TIMEOUT}). */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        /**
         * How long a command may wait for its answer before it fails with Lettuce's {@code
         * RedisCommandTimeoutException}; zero: without limit. Default: what the URI says ({@code
         * ?timeout=5s}), else Lettuce's 60 s. Checked from time to time, so that a command costs no
         * timer: it fails up to an eighth later, at most a second.
         */
        public Builder commandTimeout(Duration timeout) {
            this.commandTimeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        /** Changes Lettuce's own options: the RESP version, TLS, reconnect, socket options. */
        public Builder clientOptions(Consumer<ClientOptions.Builder> change) {
            this.clientOptions = clientOptions.andThen(Objects.requireNonNull(change, "change"));
            return this;
        }

        /** Changes Lettuce's resources: tracing, metrics, event bus. The loops and timers stay ours. */
        public Builder resources(Consumer<ClientResources.Builder> change) {
            this.resources = resources.andThen(Objects.requireNonNull(change, "change"));
            return this;
        }

        /**
         * The options.
         *
         * @throws ConfigException if a time is negative, or the delays are not 0 &lt; min &lt;= max
         */
        public RedisOptions build() {
            if (reconnectMinDelay.toMillis() < 1 || reconnectMaxDelay.compareTo(reconnectMinDelay) < 0) {
                throw new ConfigException("the reconnect delays are " + reconnectMinDelay + " (min) and "
                        + reconnectMaxDelay + " (max): they must be at least 1 ms, and max not below min; see "
                        + RedisConfig.RECONNECT_MIN_DELAY + " and " + RedisConfig.RECONNECT_MAX_DELAY);
            }
            if (connectTimeout.isNegative() || connectTimeout.isZero()) {
                throw new ConfigException("connectTimeout is " + connectTimeout + ", it must be above 0");
            }
            if (commandTimeout != null && commandTimeout.isNegative()) {
                throw new ConfigException("commandTimeout is " + commandTimeout + ", it must not be negative");
            }
            return new RedisOptions(this);
        }

        private static int atLeastOne(int value, String name) {
            if (value < 1) {
                throw new ConfigException(name + " is " + value + ", it must be at least 1");
            }
            return value;
        }
    }
}
