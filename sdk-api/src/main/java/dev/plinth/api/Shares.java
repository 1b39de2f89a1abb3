package dev.plinth.api;

import java.time.Duration;
import java.util.Objects;
import java.util.function.IntSupplier;

/**
 * How much of a core's time a {@link TaskQueue} gets while others want it too: in proportion to its
 * shares. Two queues with 1000 and 100 divide a busy core ten to one; a core that has nothing else to
 * do serves either in full. Immutable.
 */
public final class Shares {

    /** The least. */
    public static final int MIN = 1;

    /** The most. */
    public static final int MAX = 10_000;

    /** What tasks without a queue of their own have: 1000. Callbacks of I/O outside of a queue are not weighed. */
    public static final Shares DEFAULT = of(1000);

    private final IntSupplier supplier;
    private final Duration period;

    private Shares(IntSupplier supplier, Duration period) {
        this.supplier = supplier;
        this.period = period;
    }

    /**
     * Always the same.
     *
     * @throws IllegalArgumentException if it is not from {@link #MIN} to {@link #MAX}
     */
    public static Shares of(int shares) {
        Checks.atLeast(shares, MIN, "shares");
        if (shares > MAX) {
            throw new IllegalArgumentException("shares is " + shares + ", it must be at most " + MAX);
        }
        return new Shares(() -> shares, Duration.ZERO);
    }

    /**
     * Shares that change: {@code supplier} is asked on each core every {@code period} while the queue
     * has work. It must not block; what it answers is held between {@link #MIN} and {@link #MAX}, and if
     * it throws, the queue keeps the shares that it had (those of {@link #DEFAULT}, if it never had
     * others), which is logged once, and again when it answers.
     *
     * @throws IllegalArgumentException if the period is under a millisecond
     */
    public static Shares changing(Duration period, IntSupplier supplier) {
        Checks.atLeast(period, Duration.ofMillis(1), "period");
        return new Shares(Objects.requireNonNull(supplier, "supplier"), period);
    }

    /**
     * The shares as of now.
     *
     * @throws RuntimeException what the supplier throws
     */
    public int now() {
        return Math.max(MIN, Math.min(MAX, supplier.getAsInt()));
    }

    /** How often to ask again; zero: they never change. */
    public Duration period() {
        return period;
    }

    /** In words. */
    @Override
    public String toString() {
        return period.isZero() ? now() + " shares" : "shares that change, every " + period.toMillis() + " ms";
    }
}
