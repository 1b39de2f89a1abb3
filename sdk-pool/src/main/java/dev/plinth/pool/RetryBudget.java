package dev.plinth.pool;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many retries all callers of a pool together may make, lest a server that is coming up be kept down
 * by them. Asked when something has failed, and never before: borrowing costs nothing. Any thread.
 */
final class RetryBudget {

    private static final long WINDOW = Duration.ofSeconds(10).toNanos();

    private final RetryOptions options;
    private final LongSupplier borrowings;
    private final LongSupplier clock;
    private long begin;
    private long borrowedBefore;
    private long taken;

    /** {@code borrowings} tells how many there were since the start. */
    RetryBudget(RetryOptions options, LongSupplier borrowings, LongSupplier clock) {
        this.options = options;
        this.borrowings = borrowings;
        this.clock = clock;
        this.begin = clock.getAsLong();
    }

    /** Takes one retry out of the budget; false if it is used up. */
    synchronized boolean take() {
        long now = clock.getAsLong();
        long borrowed = borrowings.getAsLong();
        if (now - begin >= WINDOW) {
            begin = now;
            borrowedBefore = borrowed;
            taken = 0;
        }
        long base = options.budgetPerSecond() * (WINDOW / 1_000_000_000);
        if (taken >= base + Math.max(0, borrowed - borrowedBefore) * options.budgetPercent() / 100) {
            return false;
        }
        taken++;
        return true;
    }
}
