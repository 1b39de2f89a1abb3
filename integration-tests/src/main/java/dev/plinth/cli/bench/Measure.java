package dev.plinth.cli.bench;

/**
 * A figure.
 *
 * @param key its name in JSON: {@code cpuMicrosPerMessage}
 * @param title its name in a table: {@code CPU us/msg}
 */
public record Measure(String key, String title) {}
