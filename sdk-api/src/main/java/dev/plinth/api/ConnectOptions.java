package dev.plinth.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a connection is opened and behaves. Immutable; made by a builder. What is not set comes from
 * the {@link RuntimeConfig} of the runtime: the getters are then empty.
 */
public final class ConnectOptions {

    private static final ConnectOptions DEFAULTS = builder().build();

    private final StreamOptions stream;
    private final int core;
    private final Duration connectTimeout;

    private ConnectOptions(Builder builder) {
        this.stream = new StreamOptions(builder);
        this.core = builder.core;
        this.connectTimeout = builder.connectTimeout;
    }

    private ConnectOptions(StreamOptions stream, int core, Duration connectTimeout) {
        this.stream = stream;
        this.core = core;
        this.connectTimeout = connectTimeout;
    }

    /** TCP without TLS, and everything else as the runtime's configuration says. */
    public static ConnectOptions defaults() {
        return DEFAULTS;
    }

    /** A builder with nothing set. */
    public static Builder builder() {
        return new Builder();
    }

    /** What holds for the open connection. */
    public StreamOptions stream() {
        return stream;
    }

    /** The core that the connection shall live on. */
    public OptionalInt core() {
        return core < 0 ? OptionalInt.empty() : OptionalInt.of(core);
    }

    /**
     * The same for a connection that shall live on core {@code core}.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ConnectOptions onCore(int core) {
        Checks.atLeast(core, 0, "core");
        return new ConnectOptions(stream, core, connectTimeout);
    }

    /** How long opening may take, name resolution and TLS handshake included; zero: no limit. */
    public Optional<Duration> connectTimeout() {
        return Optional.ofNullable(connectTimeout);
    }

    /** Collects options. Not for use by several threads at once. */
    public static final class Builder extends StreamOptions.Builder<Builder> {

        private int core = AsyncRuntime.NO_CORE;
        private Duration connectTimeout;

        private Builder() {}

        /**
         * The core that the connection shall live on; the runtime refuses one that it does not have.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder core(int core) {
            Checks.atLeast(core, 0, "core");
            this.core = core;
            return this;
        }

        /** How long opening may take; zero: no limit ({@link RuntimeConfig#CONNECT_TIMEOUT}). */
        public Builder connectTimeout(Duration timeout) {
            Checks.atLeast(timeout, Duration.ZERO, "connectTimeout");
            this.connectTimeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        /** The options. */
        public ConnectOptions build() {
            return new ConnectOptions(this);
        }

        @Override
        Builder self() {
            return this;
        }
    }
}
