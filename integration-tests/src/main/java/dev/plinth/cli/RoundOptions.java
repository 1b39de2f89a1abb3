package dev.plinth.cli;

import dev.plinth.cli.compare.Pace;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** How much is measured: what all commands take that measure in rounds. */
final class RoundOptions {

    private static final int QUICK_ROUNDS = 2;

    /** With {@code --quick} no round is begun that would end later than this. */
    private static final long QUICK_BUDGET_MILLIS = 52_000;

    @Option(
            names = "--quick",
            description = "Fewer rounds, and less in them: about a minute, in 'compare' for each adapter.")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds; default: 5, with --quick 2.")
    private Integer rounds;

    RoundOptions() {}

    boolean quick() {
        return quick;
    }

    /** Whether the user said how many rounds. */
    boolean given() {
        return rounds != null;
    }

    /** How many rounds. */
    int number() {
        return rounds != null ? rounds : quick ? QUICK_ROUNDS : Pace.ROUNDS;
    }

    /** No round is begun that would end later: of an adapter in {@code compare}, else of all. */
    long budgetMillis() {
        return quick ? QUICK_BUDGET_MILLIS : Long.MAX_VALUE;
    }

    /**
     * Refuses what cannot be.
     *
     * @param wrong makes the exception; the message says what to do
     */
    void check(Function<String, ? extends RuntimeException> wrong) {
        if (rounds != null && rounds < 1) {
            throw wrong.apply("--rounds=" + rounds + " is too few: at least 1");
        }
    }
}
