package dev.plinth.pool;

import java.time.Duration;

/**
 * When an endpoint that fails is left alone, and how it comes back. Immutable; each {@code with}
 * returns a changed copy.
 *
 * @param window of so many of the latest attempts to get a connection it is counted how many failed
 * @param failurePercent if so many per cent of them failed, the endpoint is left alone, 1 to 100
 * @param leaveAlone for so long; then a few callers try it
 * @param slowStart when they succeed, its weight grows from a tenth to the whole within this time;
 *     zero: at once
 */
public record HealthOptions(int window, int failurePercent, Duration leaveAlone, Duration slowStart) {

    /** Refuses what cannot work, by name. */
    public HealthOptions {
        Checks.atLeast(window, 1, "window");
        Checks.between(failurePercent, 1, 100, "failurePercent");
        Checks.positive(leaveAlone, "leaveAlone");
        Checks.notNegative(slowStart, "slowStart");
    }

    /** Half of 10 failed: left alone for 5 s, slow start of 10 s. */
    public static HealthOptions defaults() {
        return new HealthOptions(10, 50, Duration.ofSeconds(5), Duration.ofSeconds(10));
    }

    /** With other numbers of attempts and failures. */
    public HealthOptions withFailures(int ofAttempts, int percent) {
        return new HealthOptions(ofAttempts, percent, leaveAlone, slowStart);
    }

    /** With another time to be left alone. */
    public HealthOptions withLeaveAlone(Duration time) {
        return new HealthOptions(window, failurePercent, time, slowStart);
    }

    /** With another slow start. */
    public HealthOptions withSlowStart(Duration time) {
        return new HealthOptions(window, failurePercent, leaveAlone, time);
    }
}
