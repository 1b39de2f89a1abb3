package dev.plinth.db;

import dev.plinth.api.ConfigException;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.pool.PoolOptions;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.extension.Extension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** How Plinth's database connections behave. Immutable; made by a builder. */
public final class DbOptions {

    private final boolean pipelining;
    private final int sharedConnections;
    private final int sharedMax;
    private final Duration slowAfter;
    private final int maxInFlight;
    private final int maxWaiting;
    private final int preparedStatements;
    private final Duration cancelAfter;
    private final Duration hostCheck;
    private final Duration connectTimeout;
    private final PoolOptions pool;
    private final List<Extension> extensions;
    private final Consumer<? super PostgresqlConnectionConfiguration.Builder> driver;

    private DbOptions(Builder builder) {
        this.pipelining = builder.pipelining;
        this.sharedConnections = builder.sharedConnections;
        this.sharedMax = Math.max(builder.sharedMax, builder.sharedConnections);
        this.slowAfter = builder.slowAfter;
        this.maxInFlight = builder.maxInFlight;
        this.maxWaiting = builder.maxWaiting;
        this.preparedStatements = builder.preparedStatements;
        this.cancelAfter = builder.cancelAfter;
        this.hostCheck = builder.hostCheck;
        this.connectTimeout = builder.connectTimeout;
        this.pool = builder.pool.build();
        this.extensions = List.copyOf(builder.extensions);
        this.driver = builder.driver;
    }

    /** What system properties and environment say ({@link DbConfig}), else the defaults. */
    public static DbOptions load() {
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

    /** See {@link Builder#pipelining}. */
    public boolean pipelining() {
        return pipelining;
    }

    /** See {@link Builder#sharedConnections}. */
    public int sharedConnections() {
        return sharedConnections;
    }

    /** See {@link Builder#sharedMax}. */
    public int sharedMax() {
        return sharedMax;
    }

    /** See {@link Builder#slowAfter}. */
    public Duration slowAfter() {
        return slowAfter;
    }

    /** See {@link Builder#maxInFlight}. */
    public int maxInFlight() {
        return maxInFlight;
    }

    /** See {@link Builder#maxWaiting}. */
    public int maxWaiting() {
        return maxWaiting;
    }

    /** See {@link Builder#preparedStatements}. */
    public int preparedStatements() {
        return preparedStatements;
    }

    /** See {@link Builder#cancelAfter}. */
    public Duration cancelAfter() {
        return cancelAfter;
    }

    /** See {@link Builder#hostCheck}. */
    public Duration hostCheck() {
        return hostCheck;
    }

    /** See {@link Builder#connectTimeout}. */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** See {@link Builder#pool}. */
    public PoolOptions pool() {
        return pool;
    }

    List<Extension> extensions() {
        return extensions;
    }

    Consumer<? super PostgresqlConnectionConfiguration.Builder> driver() {
        return driver;
    }

    /** Collects options. Not for use by several threads at once. */
    public static final class Builder {

        private boolean pipelining;
        private int sharedConnections;
        private int sharedMax;
        private Duration slowAfter;
        private int maxInFlight;
        private int maxWaiting;
        private int preparedStatements;
        private Duration cancelAfter;
        private Duration hostCheck;
        private Duration connectTimeout;
        private final PoolOptions.Builder pool;
        private final List<Extension> extensions = new ArrayList<>();
        private Consumer<PostgresqlConnectionConfiguration.Builder> driver = any -> {};

        private Builder(RuntimeConfig config) {
            pipelining = config.get(DbConfig.PIPELINING);
            sharedConnections = config.get(DbConfig.SHARED_CONNECTIONS);
            sharedMax = config.get(DbConfig.SHARED_MAX);
            slowAfter = config.get(DbConfig.SLOW_AFTER);
            maxInFlight = config.get(DbConfig.MAX_IN_FLIGHT);
            maxWaiting = config.get(DbConfig.MAX_WAITING);
            preparedStatements = config.get(DbConfig.PREPARED_STATEMENTS);
            cancelAfter = config.get(DbConfig.CANCEL_AFTER);
            hostCheck = config.get(DbConfig.HOST_CHECK);
            connectTimeout = config.get(RuntimeConfig.CONNECT_TIMEOUT);
            pool = PoolOptions.builder(config).name("db");
        }

        /**
         * Whether statements that need no session share connections (default true). They may then run at the
         * same time as, and in any order with, others of the same {@code Connection} whose results were not
         * waited for; session state is seen by those statements alone that run after it was changed through
         * the same {@code Connection}. With false, each has a connection of its own for as long as it runs.
         */
        public Builder pipelining(boolean pipelining) {
            this.pipelining = pipelining;
            return this;
        }

        /** How many shared connections each core keeps (default 1). */
        public Builder sharedConnections(int perCore) {
            this.sharedConnections = atLeast(perCore, 1, "sharedConnections");
            return this;
        }

        /** How many each core opens at most, when slow statements hold the others up (default 4). */
        public Builder sharedMax(int perCore) {
            this.sharedMax = atLeast(perCore, 1, "sharedMax");
            return this;
        }

        /** When a statement counts as slow: its shared connection gets no more then (default 20 ms). */
        public Builder slowAfter(Duration time) {
            this.slowAfter = Objects.requireNonNull(time, "time");
            return this;
        }

        /** How many statements may be on their way on one shared connection (default 256). */
        public Builder maxInFlight(int statements) {
            this.maxInFlight = atLeast(statements, 1, "maxInFlight");
            return this;
        }

        /** How many more may wait to be sent on it (default 16,384); one more is refused. */
        public Builder maxWaiting(int statements) {
            this.maxWaiting = atLeast(statements, 1, "maxWaiting");
            return this;
        }

        /** How many statements a connection keeps prepared (default 256; 0: none). */
        public Builder preparedStatements(int statements) {
            this.preparedStatements = atLeast(statements, 0, "preparedStatements");
            return this;
        }

        /** How long a cancelled statement may go on before the server is asked to cancel it (default 20 ms). */
        public Builder cancelAfter(Duration time) {
            this.cancelAfter = Objects.requireNonNull(time, "time");
            return this;
        }

        /**
         * How often servers are asked whether they are primary or standby, where a URL names several or says which
         * is wanted (default 1 s): so long a failover goes unnoticed.
         */
        public Builder hostCheck(Duration interval) {
            if (interval.isZero() || interval.isNegative()) {
                throw new ConfigException("hostCheck is " + interval + ", it must be more than zero");
            }
            this.hostCheck = interval;
            return this;
        }

        /** How long opening a connection may take, the URL's precedes (default: the runtime's, 10 s). */
        public Builder connectTimeout(Duration time) {
            this.connectTimeout = Objects.requireNonNull(time, "time");
            return this;
        }

        /** Changes the pool of the connections that one caller has to himself. */
        public Builder pool(Consumer<? super PoolOptions.Builder> change) {
            change.accept(pool);
            return this;
        }

        /** Adds an extension of r2dbc-postgresql, say a codec; those on the classpath are found without. */
        public Builder extendWith(Extension extension) {
            extensions.add(Objects.requireNonNull(extension, "extension"));
            return this;
        }

        /** What r2dbc-postgresql is to be told besides: address, loops and TLS are set afterwards. */
        public Builder driver(Consumer<? super PostgresqlConnectionConfiguration.Builder> change) {
            Objects.requireNonNull(change, "change");
            this.driver = driver.andThen(change);
            return this;
        }

        /**
         * The options.
         *
         * @throws ConfigException if they contradict each other; the message names the settings
         */
        public DbOptions build() {
            return new DbOptions(this);
        }

        private static int atLeast(int value, int least, String name) {
            if (value < least) {
                throw new ConfigException(name + " is " + value + ", it must be at least " + least);
            }
            return value;
        }
    }
}
