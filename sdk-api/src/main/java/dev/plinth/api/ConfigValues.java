package dev.plinth.api;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the texts of settings; every refusal says what would be right. */
final class ConfigValues {

    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,15})\\s*([a-zA-Z]*)");

    private ConfigValues() {}

    static Boolean flag(String text) {
        return switch (text.trim().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("it must be true or false");
        };
    }

    static Integer number(String text, int min, int max) {
        String must = "it must be a whole number from " + min + " to " + max;
        try {
            int value = Integer.parseInt(text.trim());
            if (value < min || value > max) {
                throw new IllegalArgumentException(must);
            }
            return value;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(must, e);
        }
    }

    static Duration duration(String text) {
        String must = "it must be a time such as 250ms, 10s, 2m or PT10S, and 0 for none";
        String trimmed = text.trim();
        try {
            if (trimmed.startsWith("P") || trimmed.startsWith("p")) {
                Duration value = Duration.parse(trimmed);
                if (value.isNegative()) {
                    throw new IllegalArgumentException(must);
                }
                return value;
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(must, e);
        }
        Matcher matcher = QUANTITY.matcher(trimmed);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(must);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1_000L));
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "" -> {
                if (amount != 0) {
                    throw new IllegalArgumentException(must + "; the unit is missing");
                }
                yield Duration.ZERO;
            }
            default -> throw new IllegalArgumentException(must);
        };
    }

    static Integer bytes(String text) {
        String must = "it must be a number of bytes such as 4096, 64KiB or 1MiB, below 2 GiB";
        Matcher matcher = QUANTITY.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(must);
        }
        long unit = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "", "b" -> 1;
            case "k", "kib" -> 1 << 10;
            case "m", "mib" -> 1 << 20;
            case "g", "gib" -> 1 << 30;
            default -> throw new IllegalArgumentException(must);
        };
        long amount = Long.parseLong(matcher.group(1));
        if (amount > Integer.MAX_VALUE / unit) {
            throw new IllegalArgumentException(must);
        }
        return (int) (amount * unit);
    }

    /** The other way round. */
    static String text(Object value) {
        if (value instanceof Duration time) {
            long millis = time.toMillis();
            if (time.toNanosPart() % 1_000_000 != 0) {
                return time.toNanos() / 1000 + "us";
            }
            return millis == 0 ? "0" : millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
        }
        return value.toString();
    }

    static String size(int bytes) {
        return bytes > 0 && bytes % (1 << 20) == 0
                ? (bytes >> 20) + "MiB"
                : bytes > 0 && bytes % (1 << 10) == 0 ? (bytes >> 10) + "KiB" : Integer.toString(bytes);
    }
}
