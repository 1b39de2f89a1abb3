package dev.plinth.cli.baseline;

/** What can be said of a change. */
public enum Verdict {
    /** Worse by more than the bound, in every round. */
    REGRESSION("REGRESSION"),
    /** It ran then, and did not now. */
    LOST("DOES NOT RUN ANY MORE"),
    /** Worse in every round, by no more than the bound. */
    WORSE("worse, within the bound"),
    /** The rounds of then and now overlap. */
    NO_DIFFERENCE("no difference measured"),
    /** Better in every round. */
    BETTER("better"),
    /** Fewer than {@link Changes#LEAST_ROUNDS} rounds, then or now. */
    TOO_FEW_ROUNDS("too few rounds for a verdict");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    /** In words. */
    public String text() {
        return text;
    }

    /** Whether a suite must fail by it. */
    public boolean fails() {
        return this == REGRESSION || this == LOST;
    }
}
