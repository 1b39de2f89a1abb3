package dev.plinth.cli;

import dev.plinth.cli.compare.Plan;
import dev.plinth.cli.compare.Progress;
import java.util.List;

/** Says at each step of several plans, run one after the other, how long the rest of them is likely to take. */
final class TimeLeft {

    /** From so much on the time that it took so far says how far off the estimate is. */
    private static final long TELLING_MILLIS = 20_000;

    private final List<Plan> plans;
    private final long begun = System.nanoTime();

    TimeLeft(List<Plan> plans) {
        this.plans = plans;
    }

    /** For the plan of that number. */
    Progress of(int number, Progress shown) {
        long before = plans.subList(0, number).stream()
                .mapToLong(Plan::expectedMillis)
                .sum();
        long all = plans.stream().mapToLong(Plan::expectedMillis).sum();
        Plan plan = plans.get(number);
        return (done, of, what) -> {
            long expected = before + Math.min(plan.expectedMillis(done), plan.expectedMillis());
            long elapsed = (System.nanoTime() - begun) / 1_000_000;
            double slower = expected < TELLING_MILLIS ? 1 : (double) elapsed / expected;
            shown.step(done, of, what + ", " + text(Math.round((all - expected) * slower)) + " left");
        };
    }

    /** {@code 40 s}, {@code 27 min}; of what is estimated. */
    static String text(long millis) {
        long seconds = Math.max(0, (millis + 500) / 1000);
        return seconds < 90 ? seconds + " s" : (seconds + 30) / 60 + " min";
    }
}
