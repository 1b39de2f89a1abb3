package dev.plinth.pool;

import dev.plinth.api.ConfigException;
import dev.plinth.api.RuntimeConfig;
import java.time.Duration;
import java.util.Objects;

/** How a pool behaves. Immutable; made by a builder. */
public final class PoolOptions {

    private final String name;
    private final int min;
    private final int max;
    private final int maxIdle;
    private final Duration acquireTimeout;
    private final int maxWaiting;
    private final Duration idleTimeout;
    private final Duration maxLifetime;
    private final double lifetimeJitter;
    private final Duration validateAfterIdle;
    private final Duration validationInterval;
    private final Duration leakThreshold;
    private final Duration openTimeout;
    private final Duration operationTimeout;
    private final Duration drainTimeout;
    private final Duration upkeepInterval;
    private final RetryOptions retry;

    private PoolOptions(Builder builder) {
        this.name = builder.name;
        this.min = builder.min;
        this.max = builder.max;
        this.maxIdle = builder.maxIdle;
        this.acquireTimeout = builder.acquireTimeout;
        this.maxWaiting = builder.maxWaiting;
        this.idleTimeout = builder.idleTimeout;
        this.maxLifetime = builder.maxLifetime;
        this.lifetimeJitter = builder.lifetimeJitter;
        this.validateAfterIdle = builder.validateAfterIdle;
        this.validationInterval = builder.validationInterval;
        this.leakThreshold = builder.leakThreshold;
        this.openTimeout = builder.openTimeout;
        this.operationTimeout = builder.operationTimeout;
        this.drainTimeout = builder.drainTimeout;
        this.upkeepInterval = builder.upkeepInterval;
        this.retry = builder.retry;
    }

    /** A builder that starts from what system properties and environment say ({@link PoolConfig}). */
    public static Builder builder() {
        return builder(RuntimeConfig.load());
    }

    /** A builder that starts from what {@code config} says. */
    public static Builder builder(RuntimeConfig config) {
        return new Builder(config);
    }

    /** The pool's name, in messages and statistics (default "pool"). */
    public String name() {
        return name;
    }

    /** Connections that are kept open, over all cores (default 0). */
    public int min() {
        return min;
    }

    /** Connections that are opened at most, over all cores; each has an equal part (default 10). */
    public int max() {
        return max;
    }

    /** Connections that may be idle, over all cores; more are closed as they come back (default: no limit but {@link #max()}). */
    public int maxIdle() {
        return maxIdle;
    }

    /** How long a caller waits for a connection, its opening included; zero: no limit (default 30 s). */
    public Duration acquireTimeout() {
        return acquireTimeout;
    }

    /** How many callers may wait, over all cores; more are refused. (default 10,000). */
    public int maxWaiting() {
        return maxWaiting;
    }

    /** Connections above the minimum that were idle for so long are closed; zero: never (default 10 min). */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** Older connections are closed once nobody has them; zero: never (default 30 min). */
    public Duration maxLifetime() {
        return maxLifetime;
    }

    /** By what part of {@link #maxLifetime()} a connection may end earlier, drawn for each, 0 to 1 (default 0.1). */
    public double lifetimeJitter() {
        return lifetimeJitter;
    }

    /** A connection that was idle for longer is validated before it is lent; zero: every one (default 500 ms). */
    public Duration validateAfterIdle() {
        return validateAfterIdle;
    }

    /** How often an idle connection is validated in the background; zero: never (default 2 min). */
    public Duration validationInterval() {
        return validationInterval;
    }

    /** What is borrowed for longer is reported, and who borrowed it; zero: never, and who borrows is not noted (default 0). */
    public Duration leakThreshold() {
        return leakThreshold;
    }

    /** How long opening a connection may take as a whole, log-in included (default 30 s). */
    public Duration openTimeout() {
        return openTimeout;
    }

    /** How long validating, resetting and closing a connection may take each (default 5 s). */
    public Duration operationTimeout() {
        return operationTimeout;
    }

    /** How long a shutdown waits for what is borrowed; zero: not at all (default: the runtime's shutdown timeout, 10 s). */
    public Duration drainTimeout() {
        return drainTimeout;
    }

    /** How often each core looks after its idle and its overdue connections (default 1 s). */
    public Duration upkeepInterval() {
        return upkeepInterval;
    }

    /** When opening a connection for a caller is attempted again (default: {@link RetryOptions#defaults()}). */
    public RetryOptions retry() {
        return retry;
    }

    /** Collects options; each is described at its getter. Not for use by several threads at once. */
    public static final class Builder {

        private String name;
        private int min;
        private int max;
        private int maxIdle;
        private Duration acquireTimeout;
        private int maxWaiting;
        private Duration idleTimeout;
        private Duration maxLifetime;
        private double lifetimeJitter;
        private Duration validateAfterIdle;
        private Duration validationInterval;
        private Duration leakThreshold;
        private Duration openTimeout;
        private Duration operationTimeout;
        private Duration drainTimeout;
        private Duration upkeepInterval;
        private RetryOptions retry;

        private Builder(RuntimeConfig config) {
            name = "pool";
            min = config.get(PoolConfig.MIN);
            max = config.get(PoolConfig.MAX);
            maxIdle = config.get(PoolConfig.MAX_IDLE);
            acquireTimeout = config.get(PoolConfig.ACQUIRE_TIMEOUT);
            maxWaiting = config.get(PoolConfig.MAX_WAITING);
            idleTimeout = config.get(PoolConfig.IDLE_TIMEOUT);
            maxLifetime = config.get(PoolConfig.MAX_LIFETIME);
            lifetimeJitter = 0.1;
            validateAfterIdle = config.get(PoolConfig.VALIDATE_AFTER_IDLE);
            validationInterval = config.get(PoolConfig.VALIDATION_INTERVAL);
            leakThreshold = config.get(PoolConfig.LEAK_THRESHOLD);
            openTimeout = Duration.ofSeconds(30);
            operationTimeout = Duration.ofSeconds(5);
            drainTimeout = config.get(RuntimeConfig.SHUTDOWN_TIMEOUT);
            upkeepInterval = Duration.ofSeconds(1);
            retry = RetryOptions.defaults()
                    .withAttempts(config.get(PoolConfig.CONNECT_ATTEMPTS))
                    .withBackoff(config.get(PoolConfig.RETRY_BACKOFF), config.get(PoolConfig.RETRY_MAX_BACKOFF))
                    .withBudget(
                            config.get(PoolConfig.RETRY_BUDGET_PERCENT),
                            config.get(PoolConfig.RETRY_BUDGET_PER_SECOND));
        }

        /** See {@link PoolOptions#name()}. */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /** See {@link PoolOptions#min()}. */
        public Builder min(int min) {
            this.min = Checks.atLeast(min, 0, "min");
            return this;
        }

        /** See {@link PoolOptions#max()}. */
        public Builder max(int max) {
            this.max = Checks.atLeast(max, 1, "max");
            return this;
        }

        /** See {@link PoolOptions#maxIdle()}. */
        public Builder maxIdle(int maxIdle) {
            this.maxIdle = Checks.atLeast(maxIdle, 0, "maxIdle");
            return this;
        }

        /** See {@link PoolOptions#acquireTimeout()}. */
        public Builder acquireTimeout(Duration acquireTimeout) {
            this.acquireTimeout = Checks.notNegative(acquireTimeout, "acquireTimeout");
            return this;
        }

        /** See {@link PoolOptions#maxWaiting()}. */
        public Builder maxWaiting(int maxWaiting) {
            this.maxWaiting = Checks.atLeast(maxWaiting, 0, "maxWaiting");
            return this;
        }

        /** See {@link PoolOptions#idleTimeout()}. */
        public Builder idleTimeout(Duration idleTimeout) {
            this.idleTimeout = Checks.notNegative(idleTimeout, "idleTimeout");
            return this;
        }

        /** See {@link PoolOptions#maxLifetime()}. */
        public Builder maxLifetime(Duration maxLifetime) {
            this.maxLifetime = Checks.notNegative(maxLifetime, "maxLifetime");
            return this;
        }

        /** See {@link PoolOptions#lifetimeJitter()}. */
        public Builder lifetimeJitter(double lifetimeJitter) {
            this.lifetimeJitter = Checks.between(lifetimeJitter, 0, 1, "lifetimeJitter");
            return this;
        }

        /** See {@link PoolOptions#validateAfterIdle()}. */
        public Builder validateAfterIdle(Duration validateAfterIdle) {
            this.validateAfterIdle = Checks.notNegative(validateAfterIdle, "validateAfterIdle");
            return this;
        }

        /** See {@link PoolOptions#validationInterval()}. */
        public Builder validationInterval(Duration validationInterval) {
            this.validationInterval = Checks.notNegative(validationInterval, "validationInterval");
            return this;
        }

        /** See {@link PoolOptions#leakThreshold()}. */
        public Builder leakThreshold(Duration leakThreshold) {
            this.leakThreshold = Checks.notNegative(leakThreshold, "leakThreshold");
            return this;
        }

        /** See {@link PoolOptions#openTimeout()}. */
        public Builder openTimeout(Duration openTimeout) {
            this.openTimeout = Checks.positive(openTimeout, "openTimeout");
            return this;
        }

        /** See {@link PoolOptions#operationTimeout()}. */
        public Builder operationTimeout(Duration operationTimeout) {
            this.operationTimeout = Checks.positive(operationTimeout, "operationTimeout");
            return this;
        }

        /** See {@link PoolOptions#drainTimeout()}. */
        public Builder drainTimeout(Duration drainTimeout) {
            this.drainTimeout = Checks.notNegative(drainTimeout, "drainTimeout");
            return this;
        }

        /** See {@link PoolOptions#upkeepInterval()}. */
        public Builder upkeepInterval(Duration upkeepInterval) {
            this.upkeepInterval = Checks.positive(upkeepInterval, "upkeepInterval");
            return this;
        }

        /** See {@link PoolOptions#retry()}. */
        public Builder retry(RetryOptions retry) {
            this.retry = Objects.requireNonNull(retry, "retry");
            return this;
        }

        /**
         * The options.
         *
         * @throws ConfigException if they contradict each other; the message names the settings
         */
        public PoolOptions build() {
            Checks.check(
                    min <= max,
                    "min is " + min + ", above max, which is " + max + ": lower the first or raise the second");
            Checks.check(
                    min <= maxIdle,
                    "min is " + min + ", above maxIdle, which is " + maxIdle + ": lower the first or raise the second");
            return new PoolOptions(this);
        }
    }
}
