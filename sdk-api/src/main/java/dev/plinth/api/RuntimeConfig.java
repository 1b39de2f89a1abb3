package dev.plinth.api;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The settings of a runtime: what the builder was given, else the system property, else the
 * environment variable, else the default. Immutable; properties and environment are read when it is
 * built.
 */
public final class RuntimeConfig {

    /** The value of {@link #BACKEND} that means: the best one available. */
    public static final String AUTO = "auto";

    /** Which backend; a name means <em>required</em>. */
    public static final ConfigKey<String> BACKEND = ConfigKey.text(
            "plinth.backend",
            AUTO,
            "The backend: auto takes the best available; a name means required: if that one cannot"
                    + " run, startup fails.");

    /** How many cores. */
    public static final ConfigKey<Integer> CORES = ConfigKey.number(
            "plinth.cores",
            0,
            0,
            1024,
            "The number of cores (event loops); 0 means as many as the JVM sees processors.");

    /** Default of {@link ConnectOptions#connectTimeout()}. */
    public static final ConfigKey<Duration> CONNECT_TIMEOUT = ConfigKey.duration(
            "plinth.connect-timeout",
            Duration.ofSeconds(10),
            "How long opening a connection may take, name resolution and TLS handshake included.");

    /** Default of {@link ConnectOptions#readTimeout()}. */
    public static final ConfigKey<Duration> READ_TIMEOUT = ConfigKey.duration(
            "plinth.read-timeout", Duration.ZERO, "How long a read waits for the first byte; 0 means without limit.");

    /** Default of {@link ConnectOptions#writeTimeout()}. */
    public static final ConfigKey<Duration> WRITE_TIMEOUT = ConfigKey.duration(
            "plinth.write-timeout",
            Duration.ZERO,
            "How long bytes may wait without the peer taking any; 0 means without limit.");

    /** How long an orderly close may take. */
    public static final ConfigKey<Duration> CLOSE_TIMEOUT = ConfigKey.duration(
            "plinth.close-timeout",
            Duration.ofSeconds(1),
            "How long closing a connection waits for the peer to take what was written before.");

    /** How long a shutdown may take. */
    public static final ConfigKey<Duration> SHUTDOWN_TIMEOUT = ConfigKey.duration(
            "plinth.shutdown-timeout",
            Duration.ofSeconds(10),
            "How long a shutdown waits for accepted tasks; what still runs then is abandoned.");

    /** Default of {@link ConnectOptions#writeHighWater()}. */
    public static final ConfigKey<Integer> WRITE_HIGH_WATER = ConfigKey.bytes(
            "plinth.write-high-water",
            256 << 10,
            "Above this many waiting bytes a connection tells its writer to pause.");

    /** Default of {@link ConnectOptions#writeLowWater()}. */
    public static final ConfigKey<Integer> WRITE_LOW_WATER = ConfigKey.bytes(
            "plinth.write-low-water", 64 << 10, "Below this many waiting bytes a paused writer is told to go on.");

    /** Default of {@link ConnectOptions#writeLimit()}. */
    public static final ConfigKey<Integer> WRITE_LIMIT = ConfigKey.bytes(
            "plinth.write-limit", 64 << 20, "More waiting bytes than this on one connection are refused.");

    /** How long a core looks for work before it sleeps. */
    public static final ConfigKey<Duration> SPIN = ConfigKey.duration(
            "plinth.spin",
            Duration.ZERO,
            "How long a core that has run out of work looks for more before it sleeps. 20us to 50us halves the"
                    + " latency of a single connection, at the price of CPU; 0 where CPUs are shared with others."
                    + " Backends that cannot spin warn.");

    /** How long tasks run before I/O is looked at. */
    public static final ConfigKey<Duration> SLICE = ConfigKey.duration(
            "plinth.slice",
            Duration.ofNanos(100_000),
            "How long a core runs tasks before it looks at I/O again. One task may exceed it: nothing is interrupted.");

    /** What counts as a stall. */
    public static final ConfigKey<Duration> STALL_THRESHOLD = ConfigKey.duration(
            "plinth.stall-threshold",
            Duration.ofMillis(100),
            "A task that keeps a core for longer is reported, with the stack trace of the core's thread; 0 means never.");

    /** Warn above this many waiting tasks. */
    public static final ConfigKey<Integer> WARN_QUEUED_TASKS = ConfigKey.number(
            "plinth.warn.queued-tasks",
            10_000,
            0,
            Integer.MAX_VALUE,
            "Warn when more tasks than this wait on one core; 0 means never.");

    /** Warn above this much direct memory. */
    public static final ConfigKey<Integer> WARN_DIRECT_MEMORY = ConfigKey.bytes(
            "plinth.warn.direct-memory",
            1 << 30,
            "Warn when the transport holds more direct memory than this; 0 means never.");

    /** Whether to keep histograms. */
    public static final ConfigKey<Boolean> STATS_HISTOGRAMS = ConfigKey.flag(
            "plinth.stats.histograms",
            false,
            "Keep the histograms of AsyncRuntime.stats(): the gap between two looks at I/O, and how long the kernel"
                    + " takes to accept writes. Costs a clock reading each.");

    private static final List<ConfigKey<?>> KEYS = List.of(
            BACKEND,
            CORES,
            CONNECT_TIMEOUT,
            READ_TIMEOUT,
            WRITE_TIMEOUT,
            CLOSE_TIMEOUT,
            SHUTDOWN_TIMEOUT,
            WRITE_HIGH_WATER,
            WRITE_LOW_WATER,
            WRITE_LIMIT,
            SPIN,
            SLICE,
            STALL_THRESHOLD,
            WARN_QUEUED_TASKS,
            WARN_DIRECT_MEMORY,
            STATS_HISTOGRAMS);

    private final Map<ConfigKey<?>, Object> explicit;
    private final Function<String, String> properties;
    private final Function<String, String> environment;

    private RuntimeConfig(
            Map<ConfigKey<?>, Object> explicit,
            Function<String, String> properties,
            Function<String, String> environment) {
        this.explicit = explicit;
        this.properties = properties;
        this.environment = environment;
    }

    /** The settings of sdk-api; backends and adapters have more ({@link AsyncRuntimeProvider}). */
    public static List<ConfigKey<?>> keys() {
        return KEYS;
    }

    /** What the system properties and the environment say. */
    public static RuntimeConfig load() {
        return builder().build();
    }

    /** A builder; what it is given precedes properties and environment. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The value of a setting.
     *
     * @throws ConfigException if a property or variable has a value that cannot be used
     */
    public <T> T get(ConfigKey<T> key) {
        Origin<T> origin = find(key);
        return origin.value();
    }

    /** Where the value of a setting comes from, in words: "system property plinth.backend". */
    public String originOf(ConfigKey<?> key) {
        return find(key).name();
    }

    /** The number of cores in effect: {@link #CORES}, or the number of processors. */
    public int effectiveCores() {
        int cores = get(CORES);
        return cores > 0 ? cores : Runtime.getRuntime().availableProcessors();
    }

    private <T> Origin<T> find(ConfigKey<T> key) {
        Objects.requireNonNull(key, "key");
        Object set = explicit.get(key);
        if (set != null) {
            @SuppressWarnings("unchecked") // Builder.set ties the value's type to the key's
            T value = (T) set;
            return new Origin<>("builder", value);
        }
        String property = properties.apply(key.name());
        if (property != null && !property.isBlank()) {
            String origin = "system property " + key.name();
            return new Origin<>(origin, key.parse(property, origin));
        }
        String variable = environment.apply(key.environmentVariable());
        if (variable != null && !variable.isBlank()) {
            String origin = "environment variable " + key.environmentVariable();
            return new Origin<>(origin, key.parse(variable, origin));
        }
        return new Origin<>("default", key.defaultValue());
    }

    private record Origin<T>(String name, T value) {}

    /** Collects settings. Not for use by several threads at once. */
    public static final class Builder {

        private final Map<ConfigKey<?>, Object> explicit = new HashMap<>();
        private Function<String, String> properties;
        private Function<String, String> environment = System::getenv;

        private Builder() {}

        /** {@link #BACKEND}. */
        public Builder backend(String name) {
            return set(BACKEND, name);
        }

        /** {@link #CORES}. */
        public Builder cores(int cores) {
            return setText(CORES, Integer.toString(cores));
        }

        /**
         * Sets a value, which precedes property and environment.
         *
         * @throws NullPointerException if either is null
         */
        public <T> Builder set(ConfigKey<T> key, T value) {
            explicit.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, key + " is null"));
            return this;
        }

        /**
         * Sets a value from its text, as a property would.
         *
         * @throws ConfigException if it cannot be used
         */
        public <T> Builder setText(ConfigKey<T> key, String text) {
            return set(key, key.parse(Objects.requireNonNull(text, key + " is null"), "builder"));
        }

        /** For tests: other sources than the JVM's. */
        Builder sources(Function<String, String> properties, Function<String, String> environment) {
            this.properties = properties;
            this.environment = environment;
            return this;
        }

        /**
         * The settings, with the properties as they are now.
         *
         * @throws ConfigException if a setting of sdk-api has a value that cannot be used
         */
        public RuntimeConfig build() {
            Function<String, String> source = properties;
            if (source == null) {
                Map<String, String> copy = new HashMap<>();
                System.getProperties().forEach((name, value) -> {
                    if (name.toString().startsWith("plinth.")) {
                        copy.put(name.toString(), value.toString());
                    }
                });
                source = copy::get;
            }
            RuntimeConfig config = new RuntimeConfig(Map.copyOf(explicit), source, environment);
            KEYS.forEach(config::get);
            if (config.get(WRITE_LOW_WATER) > config.get(WRITE_HIGH_WATER)) {
                throw new ConfigException("plinth.write-low-water=" + config.get(WRITE_LOW_WATER)
                        + " is above plinth.write-high-water=" + config.get(WRITE_HIGH_WATER)
                        + ": lower the first or raise the second");
            }
            return config;
        }
    }
}
