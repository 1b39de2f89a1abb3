package dev.plinth.cli.redis;

import java.util.List;

/**
 * What a run of redis-benchmark told by {@code --csv}.
 *
 * @param perSecond infinite if it was over within a millisecond
 */
record RedisBenchmarkOutput(double perSecond, long p50Nanos, long p99Nanos) {

    private static final String BETWEEN = "\",\"";

    /** @throws IllegalStateException if it failed, or is too old to tell percentiles */
    static RedisBenchmarkOutput of(String output) {
        List<String> lines = output.lines()
                .filter(line -> line.startsWith("\"") && line.contains(BETWEEN))
                .toList();
        if (lines.size() < 2 || !lines.get(0).startsWith("\"test\"")) {
            throw new IllegalStateException("redis-benchmark failed, or is older than 6.2: " + output.strip());
        }
        List<String> names = cells(lines.get(0));
        List<String> figures = cells(lines.get(lines.size() - 1));
        return new RedisBenchmarkOutput(
                figure(names, figures, "rps"),
                Math.round(1e6 * figure(names, figures, "p50_latency_ms")),
                Math.round(1e6 * figure(names, figures, "p99_latency_ms")));
    }

    private static List<String> cells(String line) {
        return List.of(line.strip().substring(1, line.strip().length() - 1).split(BETWEEN));
    }

    private static double figure(List<String> names, List<String> figures, String name) {
        int column = names.indexOf(name);
        if (column < 0 || figures.size() != names.size()) {
            throw new IllegalStateException("redis-benchmark told no " + name + ": " + figures);
        }
        String figure = figures.get(column);
        return figure.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(figure);
    }
}
