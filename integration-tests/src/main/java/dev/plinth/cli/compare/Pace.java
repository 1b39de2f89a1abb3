package dev.plinth.cli.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * How much is measured: what a time that is given is divided into.
 *
 * @param rounds how often each contestant is measured under each workload
 * @param windowMillis how long a measurement takes
 */
public record Pace(int rounds, long windowMillis) {

    /** Fewer are no verdict. */
    public static final int LEAST_ROUNDS = 3;

    /** The usual number: a verdict needs that all of them agree. */
    public static final int ROUNDS = 5;

    /** More time than for these is not taken. */
    public static final int MOST_ROUNDS = 9;

    /** Shorter ones do not repeat. */
    public static final long LEAST_MILLIS = 500;

    /** Longer ones do not repeat any better. */
    public static final long MOST_MILLIS = 1_000;

    private static final long STEP_MILLIS = 50;

    /** From the shortest to the longest: rounds first, as it is their number that makes a verdict sure. */
    public static List<Pace> between(int leastRounds, int mostRounds, long leastMillis, long mostMillis) {
        List<Pace> all = new ArrayList<>();
        int usual = Math.min(Math.max(ROUNDS, leastRounds), mostRounds);
        for (int rounds = leastRounds; rounds < usual; rounds++) {
            all.add(new Pace(rounds, leastMillis));
        }
        for (long millis = leastMillis; millis < mostMillis; millis += STEP_MILLIS) {
            all.add(new Pace(usual, millis));
        }
        for (int rounds = usual; rounds <= mostRounds; rounds++) {
            all.add(new Pace(rounds, mostMillis));
        }
        return all;
    }

    /** The longest that fits into {@code millis}, or none. */
    public static Optional<Pace> within(long millis, List<Pace> shortestFirst, ToLongFunction<Pace> takes) {
        return shortestFirst.stream()
                .filter(pace -> takes.applyAsLong(pace) <= millis)
                .reduce((shorter, longer) -> longer);
    }

    /** How long each contestant runs each workload before the first round; several times, if it takes the JIT long. */
    public long warmUpMillis(Comparison comparison) {
        return Math.max(comparison.mostWarmUps() > 1 ? 400 : 800, windowMillis / 2);
    }
}
