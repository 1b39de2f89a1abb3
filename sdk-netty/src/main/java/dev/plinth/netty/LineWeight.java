package dev.plinth.netty;

import dev.plinth.api.Shares;

/** What a line's time counts, by the shares of its queue as they are now. */
final class LineWeight {

    /** The shares with which a nanosecond counts as one. */
    private static final long UNIT = 1000;

    private static final int FRACTION_BITS = 20;

    private final QueueSettings settings;
    private Shares shares;
    private volatile int known;
    private long factor;
    private long askAgain;

    LineWeight(QueueSettings settings) {
        this.settings = settings;
        this.known = settings.sharesAtFirst();
    }

    /** {@code nanos}, weighed. */
    long weigh(long nanos, long now) {
        Shares current = settings.shares();
        if (current != shares || !current.period().isZero() && now - askAgain >= 0) {
            shares = current;
            ask(now);
        }
        return nanos * factor >>> FRACTION_BITS;
    }

    private void ask(long now) {
        askAgain = now + shares.period().toNanos();
        known = settings.ask(shares, known);
        factor = (UNIT << FRACTION_BITS) / known;
    }

    /** The shares now; those that change, as they were when the line was last served. From any thread. */
    int shares() {
        Shares now = settings.shares();
        return now.period().isZero() ? now.now() : known;
    }
}
