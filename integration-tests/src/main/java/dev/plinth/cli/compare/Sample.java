package dev.plinth.cli.compare;

import java.util.EnumMap;
import java.util.Map;

/**
 * One window's measurement.
 *
 * @param figures what was measured; what could not be is left out
 * @param latencies all of the window, as {@link Latencies} takes them; or null
 * @param facts what the client says of itself, read after the window
 */
record Sample(
        Map<Figure, Double> figures,
        String latencies,
        int connections,
        int errors,
        String firstError,
        Map<?, ?> facts) {

    /** From a contestant's answer. */
    static Sample of(Map<String, Object> answer) {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        for (Figure figure : Figure.values()) {
            Double value = figure.in(answer);
            if (value != null) {
                figures.put(figure, value);
            }
        }
        return new Sample(
                figures,
                (String) answer.get("latencies"),
                ((Number) answer.get("connections")).intValue(),
                ((Number) answer.get("errors")).intValue(),
                (String) answer.get("firstError"),
                (Map<?, ?>) answer.get("facts"));
    }

    double cpuMicrosPerOp() {
        return figures.getOrDefault(Figure.CPU, 0.0);
    }
}
