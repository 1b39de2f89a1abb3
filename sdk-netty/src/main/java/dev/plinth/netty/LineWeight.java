package dev.plinth.netty;

import dev.plinth.api.Shares;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a line's time counts, by the shares of its queue as they are now. */
final class LineWeight {

    private static final Logger LOG = LoggerFactory.getLogger(LineWeight.class);

    /** The shares with which a nanosecond counts as one. */
    private static final long UNIT = 1000;

    private static final int FRACTION_BITS = 20;

    private final QueueSettings settings;
    private Shares shares;
    private long factor;
    private long askAgain;

    LineWeight(QueueSettings settings) {
        this.settings = settings;
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
        try {
            factor = (UNIT << FRACTION_BITS) / shares.now();
        } catch (RuntimeException e) {
            LOG.warn("Queue '{}' keeps the shares it had: asked for new ones, it failed", settings.name(), e);
            if (factor == 0) {
                factor = (UNIT << FRACTION_BITS) / Shares.DEFAULT.now();
            }
        }
    }
}
