package dev.plinth.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether it matters how long the tasks of a {@link TaskQueue} wait. Shares say how much of a core a
 * queue gets, the latency class says how soon. Immutable.
 *
 * @param within the time within which a core gets round to the queue; empty if it does not matter
 */
public record Latency(Optional<Duration> within) {

    private static final Latency NOT_IMPORTANT = new Latency(Optional.empty());

    /** Refuses null, and a time under a microsecond. */
    public Latency {
        Objects.requireNonNull(within, "within");
        within.ifPresent(time -> Checks.atLeast(time, Duration.ofNanos(1000), "within"));
    }

    /**
     * A core gets round to the queue within {@code within} of the arrival of a task, even if the shares
     * of the queue are used up, as far as the other tasks let it: a task that runs is not interrupted,
     * so those that run for long must ask {@link AsyncRuntime#needsPreempt()}.
     */
    public static Latency matters(Duration within) {
        return new Latency(Optional.of(within));
    }

    /** Shares alone decide. */
    public static Latency notImportant() {
        return NOT_IMPORTANT;
    }

    /** In words. */
    @Override
    public String toString() {
        return within.map(time -> "within " + ConfigValues.text(time)).orElse("latency not important");
    }
}
