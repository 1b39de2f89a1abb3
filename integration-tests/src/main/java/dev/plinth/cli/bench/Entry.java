package dev.plinth.cli.bench;

import dev.plinth.cli.compare.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * A participant's readings in a section.
 *
 * @param readings by round; empty if there are none
 * @param problem why there are no readings, or no more; null if all is well
 */
public record Entry(Section section, Participant participant, SortedMap<Integer, Reading> readings, String problem) {

    /** Whether the problem is a failure; else it could not run here. */
    public boolean failed() {
        return problem != null && participant.notRun() == null;
    }

    /** What the last reading says of what ran, or null. */
    public String fact(String name) {
        return readings.isEmpty()
                ? null
                : readings.get(readings.lastKey()).facts().get(name);
    }

    /** A figure over the rounds, or null if there is none. */
    public Spread spread(Measure measure) {
        List<Double> figures = byRound(measure);
        return figures.isEmpty() ? null : Spread.of(figures);
    }

    /** A figure of each round. */
    public List<Double> byRound(Measure measure) {
        return readings.values().stream()
                .map(reading -> reading.figures().get(measure.key()))
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    /** The compared figure as a multiple of {@code other}'s in the same round, or null if there is none. */
    public Spread ratioTo(Entry other) {
        if (other == null) {
            return null;
        }
        List<Double> ratios = new ArrayList<>();
        readings.forEach((round, reading) -> {
            Reading base = other.readings.get(round);
            Double own = reading.figures().get(section.main().key());
            Double theirs =
                    base == null ? null : base.figures().get(section.main().key());
            if (own != null && theirs != null && theirs > 0) {
                ratios.add(own / theirs);
            }
        });
        return ratios.isEmpty() ? null : Spread.of(ratios);
    }
}
