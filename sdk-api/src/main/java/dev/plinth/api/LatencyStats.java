package dev.plinth.api;

/**
 * A distribution of times, in nanoseconds, since the start.
 *
 * @param count how many
 * @param p50 half of them took no longer
 * @param p99 99 of 100 took no longer
 * @param p999 999 of 1000 took no longer
 * @param max the longest
 */
public record LatencyStats(long count, long p50, long p99, long p999, long max) {}
