package dev.plinth.db;

import dev.plinth.api.ConfigException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Reads what the parameters of a connection are set to; what cannot be is refused with the parameter's name. */
final class ParameterValues {

    private ParameterValues() {}

    static boolean isRandom(String name, String value) {
        require(name, value, value.equals("random") || value.equals("disable"), "random or disable");
        return value.equals("random");
    }

    static boolean flag(String name, String value) {
        require(name, value, value.matches("(?i)true|false|0|1"), "true or false");
        return value.equalsIgnoreCase("true") || value.equals("1");
    }

    static int number(String name, String value) {
        require(name, value, value.matches("-?[0-9]{1,9}"), "a whole number");
        return Integer.parseInt(value);
    }

    static Duration seconds(String name, String value) {
        int seconds = number(name, value);
        return seconds <= 0 ? null : Duration.ofSeconds(seconds);
    }

    static Duration duration(String name, String value) {
        try {
            return value.matches("[0-9]{1,12}")
                    ? Duration.ofMillis(Long.parseLong(value))
                    : value.matches("[0-9]{1,12}(?i)ms")
                            ? Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)))
                            : Duration.parse(value.toUpperCase(Locale.ROOT).startsWith("P") ? value : "PT" + value);
        } catch (DateTimeParseException e) {
            throw new ConfigException(name + "=" + value + " is no time: it must be like 500ms, 10s or PT10S");
        }
    }

    static void require(String name, String value, boolean good, String possible) {
        if (!good) {
            throw new ConfigException(name + "=" + value + " cannot be had: it must be " + possible);
        }
    }
}
