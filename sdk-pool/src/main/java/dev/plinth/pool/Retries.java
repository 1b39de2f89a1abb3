package dev.plinth.pool;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether, and after how long, opening a connection is attempted once more for the same caller. Any thread. */
final class Retries {

    private final RetryOptions options;
    private final IntervalFunction backoff;
    private final RetryBudget budget;

    /** {@code borrowings} tells how many there were since the start. */
    Retries(RetryOptions options, LongSupplier borrowings, LongSupplier clock) {
        this.options = options;
        this.backoff = IntervalFunction.ofExponentialRandomBackoff(
                options.backoff(), 2, options.jitter(), options.maxBackoff());
        this.budget = new RetryBudget(options, borrowings, clock);
    }

    /** How long to wait after attempt number {@code made}, from 1; null if that was the last. */
    Duration waitAfter(int made) {
        if (made >= options.attempts() || !budget.take()) {
            return null;
        }
        return Duration.ofMillis(Math.max(1, backoff.apply(made)));
    }
}
