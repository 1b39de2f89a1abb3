package dev.plinth.cli.compare;

import java.util.Map;

/**
 * One window's measurement.
 *
 * @param facts what the client says of itself, read after the window
 */
record Sample(
        double opsPerSec,
        double p50Micros,
        double p99Micros,
        double cpuMicrosPerOp,
        int threads,
        double rssMb,
        int connections,
        int errors,
        String firstError,
        Map<?, ?> facts) {

    /** From a contestant's answer. */
    static Sample of(Map<String, Object> answer) {
        double count = number(answer, "count");
        return new Sample(
                count * 1e9 / number(answer, "nanos"),
                number(answer, "p50Nanos") / 1e3,
                number(answer, "p99Nanos") / 1e3,
                count == 0 ? 0 : number(answer, "cpuNanos") / 1e3 / count,
                (int) number(answer, "threads"),
                number(answer, "rssKb") / 1024,
                (int) number(answer, "connections"),
                (int) number(answer, "errors"),
                (String) answer.get("firstError"),
                (Map<?, ?>) answer.get("facts"));
    }

    private static double number(Map<String, Object> answer, String name) {
        return ((Number) answer.get(name)).doubleValue();
    }
}
