package dev.plinth.cli.bench;

import java.util.List;
import java.util.Map;

/**
 * All that a benchmark's report shows.
 *
 * @param name {@code echo}
 * @param title the headline
 * @param intro what was done, in a few sentences
 * @param rounds how many were run
 * @param limit the name of the participant that shows what is possible at all, or null
 * @param entries in the order of the report
 * @param remarks what the figures mean, and what is not as it could be, in sentences
 * @param environment the machine and the versions, by name
 */
public record BenchReport(
        String name,
        String title,
        String intro,
        int rounds,
        String limit,
        List<Entry> entries,
        List<String> remarks,
        Map<String, String> environment) {

    /** The sections, in order. */
    public List<Section> sections() {
        return entries.stream().map(Entry::section).distinct().toList();
    }

    /** The entries of one section. */
    public List<Entry> of(Section section) {
        return entries.stream().filter(entry -> entry.section().equals(section)).toList();
    }

    /** The entry of a participant in a section, or null. */
    public Entry find(Section section, String participant) {
        return entries.stream()
                .filter(entry -> entry.section().equals(section)
                        && entry.participant().name().equals(participant))
                .findFirst()
                .orElse(null);
    }

    /** Whether a participant failed. */
    public boolean failed() {
        return entries.stream().anyMatch(Entry::failed);
    }
}
