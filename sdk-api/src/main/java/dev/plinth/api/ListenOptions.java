package dev.plinth.api;

/** How a listener, and the connections that it accepts, behave. Immutable; made by a builder. */
public final class ListenOptions {

    private static final ListenOptions DEFAULTS = builder().build();

    private final StreamOptions stream;
    private final int backlog;

    private ListenOptions(Builder builder) {
        this.stream = new StreamOptions(builder);
        this.backlog = builder.backlog;
    }

    /** TCP without TLS, a backlog of 1024, everything else as the runtime's configuration says. */
    public static ListenOptions defaults() {
        return DEFAULTS;
    }

    /** A builder with nothing set. */
    public static Builder builder() {
        return new Builder();
    }

    /** What holds for the accepted connections. */
    public StreamOptions stream() {
        return stream;
    }

    /** How many connections may wait to be accepted (the system may cap it). */
    public int backlog() {
        return backlog;
    }

    /** Collects options. Not for use by several threads at once. */
    public static final class Builder extends StreamOptions.Builder<Builder> {

        private int backlog = 1024;

        private Builder() {}

        /** How many connections may wait to be accepted, at least 1. */
        public Builder backlog(int backlog) {
            Checks.atLeast(backlog, 1, "backlog");
            this.backlog = backlog;
            return this;
        }

        /** The options. */
        public ListenOptions build() {
            return new ListenOptions(this);
        }

        @Override
        Builder self() {
            return this;
        }
    }
}
