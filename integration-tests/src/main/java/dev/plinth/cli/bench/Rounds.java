package dev.plinth.cli.bench;

import dev.plinth.cli.compare.ContestantException;
import dev.plinth.cli.compare.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures in rounds: each goes through all sections and, in each, through all participants, one at a
 * time and every time beginning with another, so that whatever changes on the machine meets them
 * alike. A participant that fails is out of that section; the others go on.
 */
public final class Rounds {

    /** Does one measurement. */
    public interface Meter {
        /** What it gave; the exception's message is for the report. */
        Reading measure(Section section, Participant participant)
                throws ContestantException, IOException, InterruptedException;
    }

    private final List<Section> sections;
    private final Progress progress;
    private final Map<String, TreeMap<Integer, Reading>> readings = new HashMap<>();
    private final Map<String, String> problems = new HashMap<>();
    private final int steps;
    private int done;

    /** For {@code rounds} rounds at most. */
    public Rounds(List<Section> sections, int rounds, Progress progress) {
        this.sections = sections;
        this.progress = progress;
        this.steps = rounds
                * sections.stream().mapToInt(one -> one.participants().size()).sum();
    }

    /**
     * Runs one round.
     *
     * @param round its number, from 0
     */
    public void run(int round, Meter meter) throws IOException, InterruptedException {
        for (Section section : sections) {
            List<Participant> order = new ArrayList<>(section.participants());
            Collections.rotate(order, -round);
            for (Participant participant : order) {
                String key = key(section, participant);
                progress.step(
                        done++, steps, "round " + (round + 1) + ", " + section.name() + ", " + participant.name());
                if (participant.notRun() == null && !problems.containsKey(key)) {
                    try {
                        Reading reading = meter.measure(section, participant);
                        readings.computeIfAbsent(key, name -> new TreeMap<>()).put(round, reading);
                    } catch (ContestantException e) {
                        problems.put(key, e.getMessage());
                    }
                }
            }
        }
    }

    /** What has been measured so far, in the order of the report. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (Section section : sections) {
            for (Participant participant : section.participants()) {
                String key = key(section, participant);
                entries.add(new Entry(
                        section,
                        participant,
                        readings.getOrDefault(key, new TreeMap<>()),
                        participant.notRun() != null ? participant.notRun() : problems.get(key)));
            }
        }
        return entries;
    }

    private static String key(Section section, Participant participant) {
        return section.name() + " " + participant.name();
    }
}
