package dev.plinth.pool;

import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * How a {@link BalancedPool} asks its endpoints at intervals how they are, over a connection of each
 * endpoint's pool: borrowed like any other, so that there are never more than the maximum. Of an endpoint
 * whose connections are all borrowed nothing new is found out. Immutable; each {@code with} returns a
 * changed copy.
 *
 * @param probe what is asked
 * @param interval how often
 * @param timeout how long getting a connection and asking may take each
 * @param downAfter so many checks failed in a row: the endpoint gets no more borrowers
 * @param upAfter so many went well in a row: it gets them again, few at first
 */
public record HealthCheck<T>(Probe<T> probe, Duration interval, Duration timeout, int downAfter, int upAfter) {

    /** Asks one endpoint. */
    @FunctionalInterface
    public interface Probe<T> {

        /**
         * Asks {@code endpoint} over {@code connection}, on its core; must not block. Completes with the
         * endpoint as it was found to be, say with another tag for its role, or empty if nothing changes.
         * An error says that it is not well.
         */
        Mono<Endpoint> ask(Endpoint endpoint, T connection);
    }

    /** Refuses what cannot work, by name. */
    public HealthCheck {
        Objects.requireNonNull(probe, "probe");
        Checks.positive(interval, "healthCheck.interval");
        Checks.positive(timeout, "healthCheck.timeout");
        Checks.atLeast(downAfter, 1, "healthCheck.downAfter");
        Checks.atLeast(upAfter, 1, "healthCheck.upAfter");
    }

    /** Every 5 s, for at most 2 s; down after three failures, up after two successes. */
    public static <T> HealthCheck<T> of(Probe<T> probe) {
        return new HealthCheck<>(probe, Duration.ofSeconds(5), Duration.ofSeconds(2), 3, 2);
    }

    /** With other times. */
    public HealthCheck<T> withTimes(Duration every, Duration atMost) {
        return new HealthCheck<>(probe, every, atMost, downAfter, upAfter);
    }

    /** With other thresholds. */
    public HealthCheck<T> withThresholds(int downAfterFailures, int upAfterSuccesses) {
        return new HealthCheck<>(probe, interval, timeout, downAfterFailures, upAfterSuccesses);
    }
}
