package dev.plinth.pool;

import java.time.Duration;

/**
 * When opening a connection for a caller is attempted again: with several endpoints at the one that the
 * balancer chooses next. Only opening is: what was done with a connection never is. Each wait is twice as
 * long as the one before. Immutable; each {@code with} returns a changed copy.
 *
 * @param attempts for one caller at most, the first included; 1: no retries
 * @param backoff the wait before the first retry
 * @param maxBackoff no wait is longer, but for the jitter
 * @param jitter by what part a wait may be shorter or longer, drawn for each, 0 to below 1
 * @param budgetPercent retries of all callers together, in per cent of the borrowings, over 10 s
 * @param budgetPerSecond and so many a second besides, over 10 s
 */
public record RetryOptions(
        int attempts, Duration backoff, Duration maxBackoff, double jitter, int budgetPercent, int budgetPerSecond) {

    /** Refuses what cannot work, by name. */
    public RetryOptions {
        Checks.atLeast(attempts, 1, "retry.attempts");
        Checks.atLeastOneMilli(backoff, "retry.backoff");
        Checks.atLeastOneMilli(maxBackoff, "retry.maxBackoff");
        Checks.check(
                backoff.compareTo(maxBackoff) <= 0,
                "retry.backoff is " + backoff + ", above retry.maxBackoff, which is " + maxBackoff
                        + ": lower the first or raise the second");
        Checks.check(
                jitter >= 0 && jitter < 1, "retry.jitter is " + jitter + ", it must be at least 0 and less than 1");
        Checks.atLeast(budgetPercent, 0, "retry.budgetPercent");
        Checks.atLeast(budgetPerSecond, 0, "retry.budgetPerSecond");
    }

    /** Three attempts, waits of 50 and 100 ms, half of them jitter; at most 20% of the borrowings and 10 a second. */
    public static RetryOptions defaults() {
        return new RetryOptions(3, Duration.ofMillis(50), Duration.ofSeconds(1), 0.5, 20, 10);
    }

    /** None. */
    public static RetryOptions none() {
        return defaults().withAttempts(1);
    }

    /** With another number of attempts. */
    public RetryOptions withAttempts(int atMost) {
        return new RetryOptions(atMost, backoff, maxBackoff, jitter, budgetPercent, budgetPerSecond);
    }

    /** With other waits. */
    public RetryOptions withBackoff(Duration first, Duration longest) {
        return new RetryOptions(attempts, first, longest, jitter, budgetPercent, budgetPerSecond);
    }

    /** With another jitter. */
    public RetryOptions withJitter(double part) {
        return new RetryOptions(attempts, backoff, maxBackoff, part, budgetPercent, budgetPerSecond);
    }

    /** With another budget. */
    public RetryOptions withBudget(int percent, int perSecond) {
        return new RetryOptions(attempts, backoff, maxBackoff, jitter, percent, perSecond);
    }
}
