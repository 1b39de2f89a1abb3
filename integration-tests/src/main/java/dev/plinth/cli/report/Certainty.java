package dev.plinth.cli.report;

import dev.plinth.cli.compare.Spread;

/** How sure a ratio is, by the rounds that it comes from. */
enum Certainty {
    /** Above 1 in every round. */
    AHEAD,
    /** Below 1 in every round. */
    BEHIND,
    /** The rounds do not agree. */
    NO_DIFFERENCE,
    /** The rounds agree, and are too few to say so. */
    TOO_FEW_ROUNDS;

    /** From so many on, rounds that agree are a verdict. */
    private static final int LEAST_ROUNDS = 3;

    static Certainty of(Spread ratio, int rounds) {
        if (ratio.min() <= 1 && ratio.max() >= 1) {
            return NO_DIFFERENCE;
        }
        if (rounds < LEAST_ROUNDS) {
            return TOO_FEW_ROUNDS;
        }
        return ratio.min() > 1 ? AHEAD : BEHIND;
    }

    /** In words. */
    String text(int rounds) {
        return switch (this) {
            case AHEAD -> "sure: ahead in each of " + rounds + " rounds";
            case BEHIND -> "sure: behind in each of " + rounds + " rounds";
            case NO_DIFFERENCE -> "no difference measured";
            case TOO_FEW_ROUNDS -> rounds == 1 ? "not sure: a single round" : "not sure: " + rounds + " rounds only";
        };
    }
}
