package dev.plinth.api;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/**
 * A setting: its name, unit, default and meaning.
 *
 * <p>The value comes from {@link RuntimeConfig.Builder#set}, else the system property of its {@link
 * #name()}, else the environment variable {@link #environmentVariable()}, else the default.
 * Immutable.
 */
public final class ConfigKey<T> {

    private static final String BYTES = "bytes (KiB, MiB)";

    private final String name;
    private final T defaultValue;
    private final String unit;
    private final String description;
    private final Function<String, T> parser;

    private ConfigKey(String name, T defaultValue, String unit, String description, Function<String, T> parser) {
        this.name = Objects.requireNonNull(name, "name");
        this.defaultValue = Objects.requireNonNull(defaultValue, "defaultValue");
        this.unit = unit;
        this.description = Objects.requireNonNull(description, "description");
        this.parser = parser;
    }

    /** A setting that is a piece of text. */
    public static ConfigKey<String> text(String name, String defaultValue, String description) {
        return new ConfigKey<>(name, defaultValue, "text", description, String::trim);
    }

    /** A setting that is true or false. */
    public static ConfigKey<Boolean> flag(String name, boolean defaultValue, String description) {
        return new ConfigKey<>(name, defaultValue, "true or false", description, ConfigValues::flag);
    }

    /** A setting that is a whole number from {@code min} to {@code max}. */
    public static ConfigKey<Integer> number(String name, int defaultValue, int min, int max, String description) {
        return new ConfigKey<>(
                name,
                defaultValue,
                "number, " + min + " to " + max,
                description,
                text -> ConfigValues.number(text, min, max));
    }

    /** A setting that is a time: {@code 250ms}, {@code 10s}, {@code 2m}, {@code PT10S}. */
    public static ConfigKey<Duration> duration(String name, Duration defaultValue, String description) {
        return new ConfigKey<>(name, defaultValue, "time (us, ms, s, m, h)", description, ConfigValues::duration);
    }

    /** A setting that is a number of bytes: {@code 4096}, {@code 64KiB}, {@code 1MiB}. */
    public static ConfigKey<Integer> bytes(String name, int defaultValue, String description) {
        return new ConfigKey<>(name, defaultValue, BYTES, description, ConfigValues::bytes);
    }

    /** The name, which is that of the system property, too: {@code plinth.backend}. */
    public String name() {
        return name;
    }

    /** The environment variable: {@code PLINTH_BACKEND} for {@code plinth.backend}. */
    public String environmentVariable() {
        return name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** The value if none is set. */
    public T defaultValue() {
        return defaultValue;
    }

    /** The value if none is set, as it would be written in a property. */
    public String defaultText() {
        return unit.equals(BYTES) ? ConfigValues.size((Integer) defaultValue) : ConfigValues.text(defaultValue);
    }

    /** The unit in words. */
    public String unit() {
        return unit;
    }

    /** What it does, in a sentence. */
    public String description() {
        return description;
    }

    T parse(String text, String origin) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(name + "=" + text + " (" + origin + ") cannot be used: " + e.getMessage(), e);
        }
    }

    /** Two keys are equal if their names are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ConfigKey<?> key && key.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
