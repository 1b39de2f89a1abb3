package dev.plinth.pool;

import java.time.Duration;

/**
 * When an endpoint whose connections fail in use is left alone ("ejected"), and for how long. It is by
 * errors that leases are given back with, if the connector blames the endpoint for them. One that is
 * ejected still serves those for whom there is no other. Immutable; each {@code with} returns a changed
 * copy.
 *
 * @param consecutiveErrors so many errors in a row; 0: never for that
 * @param errorPercent or if so many per cent of the uses failed within {@code interval}, 1 to 100
 * @param leastUses of at least so many
 * @param interval the time that the share is counted over
 * @param ejectionTime how long it is left alone the first time; twice as long each time that follows
 * @param maxEjectionTime but not for longer; after so long without another one it begins anew
 * @param maxEjectedPercent of the endpoints so many per cent may be ejected at once, rounded down, 0 to
 *     100; 0: none ever
 */
public record OutlierOptions(
        int consecutiveErrors,
        int errorPercent,
        int leastUses,
        Duration interval,
        Duration ejectionTime,
        Duration maxEjectionTime,
        int maxEjectedPercent) {

    /** Refuses what cannot work, by name. */
    public OutlierOptions {
        Checks.atLeast(consecutiveErrors, 0, "outliers.consecutiveErrors");
        Checks.between(errorPercent, 1, 100, "outliers.errorPercent");
        Checks.atLeast(leastUses, 1, "outliers.leastUses");
        Checks.positive(interval, "outliers.interval");
        Checks.atLeastOneMilli(ejectionTime, "outliers.ejectionTime");
        Checks.atLeastOneMilli(maxEjectionTime, "outliers.maxEjectionTime");
        Checks.check(
                ejectionTime.compareTo(maxEjectionTime) <= 0,
                "outliers.ejectionTime is " + ejectionTime + ", above outliers.maxEjectionTime, which is "
                        + maxEjectionTime + ": lower the first or raise the second");
        Checks.between(maxEjectedPercent, 0, 100, "outliers.maxEjectedPercent");
    }

    /**
     * Five errors in a row, or half of at least 20 uses within 10 s: left alone for 10 s, at most 5 min; not
     * more than half of the endpoints.
     */
    public static OutlierOptions defaults() {
        return new OutlierOptions(5, 50, 20, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMinutes(5), 50);
    }

    /** With another number of errors in a row. */
    public OutlierOptions withConsecutiveErrors(int errors) {
        return new OutlierOptions(
                errors, errorPercent, leastUses, interval, ejectionTime, maxEjectionTime, maxEjectedPercent);
    }

    /** With another share of errors. */
    public OutlierOptions withErrorPercent(int percent, int ofAtLeast, Duration within) {
        return new OutlierOptions(
                consecutiveErrors, percent, ofAtLeast, within, ejectionTime, maxEjectionTime, maxEjectedPercent);
    }

    /** With other times to be left alone. */
    public OutlierOptions withEjectionTime(Duration first, Duration longest) {
        return new OutlierOptions(
                consecutiveErrors, errorPercent, leastUses, interval, first, longest, maxEjectedPercent);
    }

    /** With another part of the endpoints that may be ejected. */
    public OutlierOptions withMaxEjectedPercent(int percent) {
        return new OutlierOptions(
                consecutiveErrors, errorPercent, leastUses, interval, ejectionTime, maxEjectionTime, percent);
    }
}
