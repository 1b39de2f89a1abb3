package dev.plinth.cli.db;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run of pgbench told.
 *
 * @param perSecond operations a second, from when all its connections were open; 0 if the time was up before they were
 * @param connectMillis how long opening them took
 * @param latencies of the operations that were sampled, in ascending order
 */
record PgbenchOutput(double perSecond, double connectMillis, List<Long> latencies) {

    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");
    private static final Pattern CONNECT = Pattern.compile("initial connection time = ([0-9.]+) ms");
    private static final Pattern NOTHING = Pattern.compile("(?m)transactions actually processed: 0$");
    private static final Pattern FAILED = Pattern.compile("(?m)^pgbench: (error|fatal):.*$");

    /** @throws IllegalStateException if it failed */
    static PgbenchOutput of(String output, List<Long> latencies) {
        Matcher failed = FAILED.matcher(output);
        Matcher rate = RATE.matcher(output);
        boolean rated = rate.find();
        if (failed.find() || !rated && !NOTHING.matcher(output).find()) {
            throw new IllegalStateException("pgbench failed: " + output.strip());
        }
        Matcher connect = CONNECT.matcher(output);
        return new PgbenchOutput(
                rated ? Double.parseDouble(rate.group(1)) : 0,
                connect.find() ? Double.parseDouble(connect.group(1)) : 0,
                latencies.stream().sorted().toList());
    }

    /** The latency that {@code part} of the operations kept to; 0 if there are none. */
    long latencyNanos(double part) {
        return latencies.isEmpty()
                ? 0
                : latencies.get((int) Math.min(latencies.size() - 1L, (long) (part * latencies.size())));
    }
}
