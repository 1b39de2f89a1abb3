package dev.plinth.cli;

import dev.plinth.cli.compare.Pace;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long a comparison takes, beside {@link RoundOptions}. */
final class PaceOptions {

    private static final Duration USUAL = Duration.ofMinutes(30);
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofDays(7);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--time",
            paramLabel = "T",
            description =
                    "How long all of it may take, such as 20m or 1h30m: rounds (3 to 9) and their length (0.5 to 1"
                            + " s) are chosen to fit. Default: 5 rounds, as long as fits into 30m, but at least 0.5 s.")
    private String time;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Length of a measurement, at least 0.5; default: 0.5 to 1, see --time; with --quick 0.5.")
    private Double seconds;

    PaceOptions() {}

    /** Refuses what cannot be. */
    void check(RoundOptions rounds) {
        if (seconds != null && !(windowMillis() >= Pace.LEAST_MILLIS && seconds <= 600)) {
            throw wrong("--seconds=" + seconds + " is out of range: 0.5 to 600");
        }
        if (time == null) {
            return;
        }
        if (duration().compareTo(SHORTEST) < 0 || duration().compareTo(LONGEST) > 0) {
            throw wrong("--time=" + time + " is out of range: 10s to 168h");
        }
        if (rounds.quick()) {
            throw wrong("--quick has a time of its own, about a minute for each adapter: leave out --quick or --time");
        }
        if (rounds.given() && seconds != null) {
            throw wrong("--time has nothing left to choose: leave out --time, --rounds or --seconds");
        }
    }

    /**
     * Rounds and their length.
     *
     * @param rounds what was said of rounds
     * @param takes how long all of it is likely to take at a pace, in milliseconds
     */
    Pace choose(RoundOptions rounds, ToLongFunction<Pace> takes) {
        if (rounds.quick()) {
            return new Pace(rounds.number(), seconds != null ? windowMillis() : Pace.LEAST_MILLIS);
        }
        long least = seconds != null ? windowMillis() : Pace.LEAST_MILLIS;
        long most = seconds != null ? windowMillis() : Pace.MOST_MILLIS;
        if (time == null) {
            List<Pace> usual = Pace.between(rounds.number(), rounds.number(), least, most);
            return Pace.within(USUAL.toMillis(), usual, takes).orElse(usual.get(0));
        }
        List<Pace> all = rounds.given()
                ? Pace.between(rounds.number(), rounds.number(), least, most)
                : Pace.between(Pace.LEAST_ROUNDS, Pace.MOST_ROUNDS, least, most);
        Optional<Pace> fits = Pace.within(duration().toMillis(), all, takes);
        return fits.orElseThrow(() -> wrong("--time=" + time + " is too little: " + text(all.get(0)) + " take about "
                + TimeLeft.text(takes.applyAsLong(all.get(0)))
                + "; name adapters, --workloads, --backends or --peers, or take --quick"));
    }

    private static String text(Pace pace) {
        return pace.rounds() + " rounds of " + pace.windowMillis() / 1000.0 + " s";
    }

    private long windowMillis() {
        return Math.round(1000 * seconds);
    }

    private Duration duration() {
        try {
            return Duration.parse("PT" + time);
        } catch (DateTimeParseException e) {
            throw wrong("--time=" + time + " is no time: give 20m, 90s or 1h30m");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
