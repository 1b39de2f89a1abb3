package dev.plinth.api;

/**
 * What a sub-pool has done since the start.
 *
 * @param acquired how often a connection of this core was lent
 * @param lentAbroad how many of them to a caller of another core
 * @param waited how many of them to somebody who had to wait
 * @param waitNanos how long those waited together, in nanoseconds
 * @param timedOut callers of this core that waited for longer than the acquire timeout
 * @param refused callers of this core that found the line full
 * @param opened connections that were opened
 * @param openFailures attempts to open one that failed
 * @param closedIdle closed as nobody used them for the idle timeout
 * @param closedExpired closed at the end of their lifetime
 * @param closedInvalid closed as they were found closed, or did not pass validation, or could not be reset
 * @param closedSurplus closed as more were idle than may be
 * @param discarded closed at the borrower's wish
 * @param leakSuspects borrowed for longer than the leak threshold
 * @param returned given back in good order
 * @param closedFailed closed as they were given back with an error ({@link Lease#invalidate})
 * @param closedDrained closed by the pool's shutdown
 * @param validations how often a connection was validated
 * @param validationFailures how many of them it did not pass
 * @param retries attempts to open one that were made again for the same caller
 */
public record PoolCounts(
        long acquired,
        long lentAbroad,
        long waited,
        long waitNanos,
        long timedOut,
        long refused,
        long opened,
        long openFailures,
        long closedIdle,
        long closedExpired,
        long closedInvalid,
        long closedSurplus,
        long discarded,
        long leakSuspects,
        long returned,
        long closedFailed,
        long closedDrained,
        long validations,
        long validationFailures,
        long retries) {}
