package dev.plinth.pool;

import dev.plinth.api.ConfigException;
import java.time.Duration;

/** Refuses settings with a message that names them. */
final class Checks {

    private Checks() {}

    static int atLeast(int value, int min, String setting) {
        check(value >= min, setting + " is " + value + ", it must be at least " + min);
        return value;
    }

    static Duration notNegative(Duration value, String setting) {
        check(!value.isNegative(), setting + " is " + value + ", it must not be negative");
        return value;
    }

    static Duration positive(Duration value, String setting) {
        check(!value.isNegative() && !value.isZero(), setting + " is " + value + ", it must be above zero");
        return value;
    }

    /** In whole milliseconds, as timers count. */
    static Duration atLeastOneMilli(Duration value, String setting) {
        check(value.toMillis() >= 1, setting + " is " + value + ", it must be at least 1 ms");
        return value;
    }

    static double between(double value, double min, double max, String setting) {
        check(value >= min && value <= max, setting + " is " + value + ", it must be from " + min + " to " + max);
        return value;
    }

    static void check(boolean fine, String message) {
        if (!fine) {
            throw new ConfigException(message);
        }
    }
}
