package dev.plinth.cli.compare;

import java.util.List;

/**
 * What is run, and how long.
 *
 * @param contestants the baseline first
 * @param rounds how often each contestant is measured under each workload
 * @param windowMillis how long a measurement takes
 * @param warmUpMillis how long each contestant runs each workload before the first round
 * @param budgetMillis no further round is begun if it could not end within this time since the start;
 *     one is always run; {@link Long#MAX_VALUE} for no limit
 * @param graceMillis how much longer than its window a contestant may take to answer, before it is
 *     given up
 */
public record Plan(
        Comparison comparison,
        List<Contestant> contestants,
        List<Workload> workloads,
        int rounds,
        long windowMillis,
        long warmUpMillis,
        long budgetMillis,
        long graceMillis) {

    /** The usual grace. */
    public static final long GRACE_MILLIS = 15_000;

    /** What a contestant runs before each window, so that it is in full swing. */
    static final long RAMP_MILLIS = 50;

    /** The number of warm-ups and measurements. */
    int steps() {
        return contestants.size() * workloads.size() * (1 + rounds);
    }
}
