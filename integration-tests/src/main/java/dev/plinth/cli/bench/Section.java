package dev.plinth.cli.bench;

import java.util.List;

/**
 * What is measured under one condition.
 *
 * @param name as in JSON: {@code 64x1}
 * @param title in words
 * @param measures the first is the one that is compared; less of it is better
 * @param baseline the name of the participant whose figure is 1.00, or null if nothing is compared
 * @param participants in the order of the report
 */
public record Section(
        String name, String title, List<Measure> measures, String baseline, List<Participant> participants) {

    /** Copies the lists. */
    public Section {
        measures = List.copyOf(measures);
        participants = List.copyOf(participants);
    }

    /** The figure that is compared. */
    public Measure main() {
        return measures.get(0);
    }
}
