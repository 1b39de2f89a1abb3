package dev.plinth.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How an open connection behaves, whichever end opened it. Immutable; part of {@link
 * ConnectOptions} and {@link ListenOptions}. The timeouts and marks fall back to the settings of the
 * runtime: {@link #readTimeout(RuntimeConfig)} and its sisters give the value in effect.
 */
public final class StreamOptions {

    private final TcpOptions tcp;
    private final TlsOptions tls;
    private final Duration readTimeout;
    private final Duration writeTimeout;
    private final int writeLowWater;
    private final int writeHighWater;
    private final int writeLimit;
    private final TaskQueue taskQueue;

    StreamOptions(Builder<?> builder) {
        this.tcp = builder.tcp;
        this.tls = builder.tls;
        this.readTimeout = builder.readTimeout;
        this.writeTimeout = builder.writeTimeout;
        this.writeLowWater = builder.writeLowWater;
        this.writeHighWater = builder.writeHighWater;
        this.writeLimit = builder.writeLimit;
        this.taskQueue = builder.taskQueue;
    }

    /** The options of the socket. */
    public TcpOptions tcp() {
        return tcp;
    }

    /** TLS, if the connection uses it. */
    public Optional<TlsOptions> tls() {
        return Optional.ofNullable(tls);
    }

    /** How long a read waits for the first byte; zero: no limit. */
    public Duration readTimeout(RuntimeConfig config) {
        return readTimeout != null ? readTimeout : config.get(RuntimeConfig.READ_TIMEOUT);
    }

    /** How long bytes may wait without the peer taking any; zero: no limit. */
    public Duration writeTimeout(RuntimeConfig config) {
        return writeTimeout != null ? writeTimeout : config.get(RuntimeConfig.WRITE_TIMEOUT);
    }

    /** Below this many waiting bytes a paused writer is told to go on. */
    public int writeLowWater(RuntimeConfig config) {
        return writeLowWater > 0 ? writeLowWater : config.get(RuntimeConfig.WRITE_LOW_WATER);
    }

    /** Above this many waiting bytes a writer is told to pause. */
    public int writeHighWater(RuntimeConfig config) {
        return writeHighWater > 0 ? writeHighWater : config.get(RuntimeConfig.WRITE_HIGH_WATER);
    }

    /** More waiting bytes than this are refused. */
    public int writeLimit(RuntimeConfig config) {
        return writeLimit > 0 ? writeLimit : config.get(RuntimeConfig.WRITE_LIMIT);
    }

    /** The queue that the connection's callbacks and completions run in, if it has one. */
    public Optional<TaskQueue> taskQueue() {
        return Optional.ofNullable(taskQueue);
    }

    /** What the builders of {@link ConnectOptions} and {@link ListenOptions} have in common. */
    public abstract static sealed class Builder<B extends Builder<B>>
            permits ConnectOptions.Builder, ListenOptions.Builder {

        private TcpOptions tcp = TcpOptions.defaults();
        private TlsOptions tls;
        private Duration readTimeout;
        private Duration writeTimeout;
        private int writeLowWater;
        private int writeHighWater;
        private int writeLimit;
        private TaskQueue taskQueue;

        Builder() {}

        abstract B self();

        /** The options of the socket. */
        public B tcp(TcpOptions tcp) {
            this.tcp = Objects.requireNonNull(tcp, "tcp");
            return self();
        }

        /** Switches TLS on. */
        public B tls(TlsOptions tls) {
            this.tls = Objects.requireNonNull(tls, "tls");
            return self();
        }

        /** See {@link AsyncConnection#read}; zero: no limit. In push mode silence closes. */
        public B readTimeout(Duration timeout) {
            Checks.atLeast(timeout, Duration.ZERO, "readTimeout");
            this.readTimeout = timeout;
            return self();
        }

        /** See {@link AsyncConnection#write}; zero: no limit. */
        public B writeTimeout(Duration timeout) {
            Checks.atLeast(timeout, Duration.ZERO, "writeTimeout");
            this.writeTimeout = timeout;
            return self();
        }

        /**
         * The marks for backpressure, in bytes.
         *
         * @throws IllegalArgumentException if not 0 &lt; low &lt;= high
         */
        public B writeWaterMarks(int low, int high) {
            Checks.atLeast(low, 1, "low");
            Checks.atLeast(high, low, "high");
            this.writeLowWater = low;
            this.writeHighWater = high;
            return self();
        }

        /**
         * Assigns the connection to a queue of the same runtime: its {@link Receiver} is called, and its
         * reads and writes complete, as tasks of that queue. Opening fails with {@link
         * IllegalArgumentException} if the queue is another runtime's; with one that was closed the connection
         * has none of its own.
         */
        public B taskQueue(TaskQueue queue) {
            this.taskQueue = Objects.requireNonNull(queue, "queue");
            return self();
        }

        /** The most bytes that may wait, at least 1. */
        public B writeLimit(int bytes) {
            Checks.atLeast(bytes, 1, "writeLimit");
            this.writeLimit = bytes;
            return self();
        }
    }
}
