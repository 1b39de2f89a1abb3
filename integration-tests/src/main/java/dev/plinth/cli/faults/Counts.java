package dev.plinth.cli.faults;

import java.util.Map;

/**
 * What became of a contestant's operations.
 *
 * @param sent how many were begun
 * @param confirmed how many of them the server confirmed
 * @param counts how many were lost, doubled, …
 * @param gapMillis the longest time in which none was confirmed, from the beginning of the fault on
 * @param firstError the first line of the first error, or null
 */
public record Counts(int sent, int confirmed, Map<Count, Integer> counts, long gapMillis, String firstError) {

    /** One of the counts. */
    public int of(Count count) {
        return counts.get(count);
    }
}
