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

    /** The usual grace: what takes as long on a machine that does much else is no failure. */
    public static final long GRACE_MILLIS = 30_000;

    /** What a contestant runs before each window, so that it is in full swing. */
    static final long RAMP_MILLIS = 50;

    private static final long START_MILLIS = 4_000;
    private static final long START_OF_EACH_MILLIS = 1_000;

    /** Between two measurements: messages between processes, the end of what is in flight. */
    private static final long STEP_MILLIS = 70;

    /** The number of clients that are opened, suites, warm-ups and measurements. */
    int steps() {
        return stages().stream().mapToInt(Stage::steps).sum();
    }

    /** The number of workloads times those that run them. */
    public int cells() {
        return running().size() * workloads.size();
    }

    private List<Contestant> running() {
        return contestants.stream()
                .filter(contestant -> contestant.notRun() == null)
                .toList();
    }

    /**
     * Whether the adapter's suite is written against the contestant's API, by what is known before it is asked: the
     * baseline's, under all of its settings, and Plinth's.
     */
    boolean behaves(Contestant contestant) {
        return comparison.suiteMillis() > 0
                && (contestant.isPlinth()
                        || contestant.type().equals(contestants.get(0).type()));
    }

    private List<Stage> stages() {
        long step = RAMP_MILLIS + STEP_MILLIS + comparison.pauseMillis();
        int suites = (int) running().stream().filter(this::behaves).count();
        return List.of(
                new Stage(running().size(), START_OF_EACH_MILLIS),
                new Stage(suites, comparison.suiteMillis()),
                new Stage(cells(), (step + warmUpMillis) * (1 + comparison.mostWarmUps()) / 2),
                new Stage(cells() * rounds, step + windowMillis));
    }

    /** How long it is likely to take, with what must be started; an estimate. */
    public long expectedMillis() {
        int oneRound = steps() - cells() * (rounds - 1);
        return Math.max(expectedMillis(oneRound), Math.min(expectedMillis(steps()), budgetMillis));
    }

    /** How long until so many steps are done. */
    public long expectedMillis(int steps) {
        long millis = START_MILLIS;
        int left = steps;
        for (Stage stage : stages()) {
            int done = Math.min(left, stage.steps());
            millis += done * stage.millis();
            left -= done;
        }
        return millis;
    }

    /** Steps that are alike. */
    private record Stage(int steps, long millis) {}
}
