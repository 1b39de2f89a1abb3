package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.bench.Entry;
import dev.plinth.cli.bench.Measure;
import dev.plinth.cli.bench.Participant;
import dev.plinth.cli.bench.Reading;
import dev.plinth.cli.bench.Rounds;
import dev.plinth.cli.bench.Section;
import dev.plinth.cli.compare.ContestantException;
import dev.plinth.cli.compare.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** In which order a benchmark measures, and what becomes of those that fail. */
class RoundsTest {

    private static final Measure COST = new Measure("cost", "cost");
    private static final List<Participant> THREE = List.of(
            new Participant("a", null, "", null),
            new Participant("b", null, "", null),
            new Participant("c", null, "", "it cannot run here"));

    private final List<String> order = new ArrayList<>();

    private List<Entry> run(String failing) throws Exception {
        List<Section> sections = List.of(
                new Section("first", "", List.of(COST), "a", THREE),
                new Section("second", "", List.of(COST), "a", THREE));
        Rounds rounds = new Rounds(sections, 2, Progress.NONE);
        for (int round = 0; round < 2; round++) {
            rounds.run(round, (section, participant) -> {
                String what = section.name() + " " + participant.name();
                order.add(what);
                if (what.equals(failing)) {
                    throw new ContestantException("it broke");
                }
                return new Reading(Map.of("cost", 1.0), Map.of(Reading.TRANSPORT, "none"));
            });
        }
        return rounds.entries();
    }

    @Test
    void eachRoundBeginsWithAnotherAndGoesThroughAllSections() throws Exception {
        List<Entry> entries = run(null);

        assertThat(order)
                .containsExactly(
                        "first a", "first b", "second a", "second b", "first b", "first a", "second b", "second a");
        assertThat(entries).hasSize(6);
        assertThat(entries.get(0).byRound(COST)).hasSize(2);
        assertThat(entries.get(2).problem()).isEqualTo("it cannot run here");
        assertThat(entries.get(2).failed()).isFalse();
    }

    @Test
    void oneThatFailsIsOutOfThatSectionAndTheOthersGoOn() throws Exception {
        List<Entry> entries = run("first a");

        assertThat(order).containsOnlyOnce("first a").contains("first b");
        assertThat(order.stream().filter("second a"::equals)).hasSize(2);
        assertThat(entries.get(0).failed()).isTrue();
        assertThat(entries.get(0).problem()).isEqualTo("it broke");
        assertThat(entries.get(1).ratioTo(entries.get(0))).isNull();
    }
}
