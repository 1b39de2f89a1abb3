package dev.plinth.cli.compare;

import java.util.Map;
import java.util.Optional;

/** What is measured of a contestant in a round; the name is the one in the JSON report. */
public enum Figure {
    OPS_PER_SEC("opsPerSec", "ops/s", 1, true),
    P50("p50Micros", "p50 us", 2, false),
    P90("p90Micros", "p90 us", 2, false),
    P99("p99Micros", "p99 us", 2, false),
    P999("p999Micros", "p99.9 us", 2, false),
    CPU("cpuMicrosPerOp", "CPU us/op", 3, false),
    SWITCHES("contextSwitchesPerOp", "switches/op", 4, false),
    ALLOCATED("allocatedBytesPerOp", "alloc B/op", 1, false),
    GC("gcMillisPerSec", "GC ms/s", 2, false),
    SUBMISSIONS("ringSubmissionsPerOp", "ring submissions/op", 4, false),
    POLLS("pollsPerOp", "polls/op", 4, false),
    SLEEPS("sleepsPerOp", "sleeps/op", 4, false),
    WAKEUPS("wakeupsPerOp", "wake-ups/op", 4, false),
    THREADS("threads", "threads", 0, false),
    RSS("rssMb", "RSS MB", 1, false),
    DIRECT("directMb", "direct MB", 1, false);

    private final String key;
    private final String title;
    private final int digits;
    private final boolean moreIsBetter;

    Figure(String key, String title, int digits, boolean moreIsBetter) {
        this.key = key;
        this.title = title;
        this.digits = digits;
        this.moreIsBetter = moreIsBetter;
    }

    /** Its name in the JSON report: {@code p99Micros}. */
    public String key() {
        return key;
    }

    /** Its name over a column: {@code p99 us}. */
    public String title() {
        return title;
    }

    /** How many digits after the point are kept. */
    public int digits() {
        return digits;
    }

    /** Whether more of it is better, else less. */
    public boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** Whether what counts is the most that was seen in any round, else the median over the rounds. */
    public boolean most() {
        return this == THREADS || this == RSS || this == DIRECT;
    }

    /** The one of that name in the JSON report. */
    public static Optional<Figure> of(String key) {
        for (Figure figure : values()) {
            if (figure.key.equals(key)) {
                return Optional.of(figure);
            }
        }
        return Optional.empty();
    }

    /** From a contestant's answer; null if that did not tell. */
    Double in(Map<String, Object> answer) {
        double count = number(answer, "count", 0);
        double seconds = number(answer, "nanos", 1) / 1e9;
        return switch (this) {
            case OPS_PER_SEC -> count / seconds;
            case P50 -> scaled(answer, "p50Nanos", 1e-3);
            case P90 -> scaled(answer, "p90Nanos", 1e-3);
            case P99 -> scaled(answer, "p99Nanos", 1e-3);
            case P999 -> scaled(answer, "p999Nanos", 1e-3);
            case CPU -> count == 0 ? (Double) 0.0 : scaled(answer, "cpuNanos", 1e-3 / count);
            case SWITCHES -> perOperation(answer, "contextSwitches", count);
            case ALLOCATED -> perOperation(answer, "allocatedBytes", count);
            case GC -> scaled(answer, "gcMillis", 1 / seconds);
            case SUBMISSIONS -> perOperation(answer, "submissions", count);
            case POLLS -> perOperation(answer, "polls", count);
            case SLEEPS -> perOperation(answer, "sleeps", count);
            case WAKEUPS -> perOperation(answer, "wakeups", count);
            case THREADS -> scaled(answer, "threads", 1);
            case RSS -> scaled(answer, "rssKb", 1.0 / 1024);
            case DIRECT -> scaled(answer, "directBytes", 1.0 / (1 << 20));
        };
    }

    private static Double perOperation(Map<String, Object> answer, String name, double count) {
        return count == 0 ? null : scaled(answer, name, 1 / count);
    }

    private static Double scaled(Map<String, Object> answer, String name, double factor) {
        return answer.get(name) instanceof Number number ? number.doubleValue() * factor : null;
    }

    private static double number(Map<String, Object> answer, String name, double otherwise) {
        return answer.get(name) instanceof Number number ? number.doubleValue() : otherwise;
    }
}
