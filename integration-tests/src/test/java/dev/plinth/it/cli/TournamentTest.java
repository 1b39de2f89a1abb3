package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.compare.Comparison;
import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.compare.Outcome;
import dev.plinth.cli.compare.Plan;
import dev.plinth.cli.compare.Progress;
import dev.plinth.cli.compare.Row;
import dev.plinth.cli.compare.Server;
import dev.plinth.cli.compare.Tournament;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of contestants that misbehave: an error row each, and the others go on. */
class TournamentTest {

    private static Outcome run(long graceMillis, String... behaviours) throws Exception {
        Comparison fake = new FakeComparison();
        List<Contestant> contestants =
                Stream.of(behaviours).map(FakeComparison::contestant).toList();
        Plan plan = new Plan(fake, contestants, fake.workloads(), 2, 50, 10, Long.MAX_VALUE, graceMillis);
        try (Server server = fake.server(null, fake.workloads());
                Tournament tournament = new Tournament(plan, server, Progress.NONE)) {
            return tournament.run();
        }
    }

    private static Row row(Outcome outcome, String contestant) {
        return outcome.rows().stream()
                .filter(row -> row.contestant().name().equals(contestant))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneThatWorksHasFiguresOfEveryRoundAndRatiosAgainstItself() throws Exception {
        Outcome outcome = run(10_000, "works");

        Row row = row(outcome, "works");
        assertThat(outcome.failed()).isFalse();
        assertThat(row.problem()).isNull();
        assertThat(row.activeTransport()).isEqualTo("a queue");
        assertThat(row.figures().values(Figure.OPS_PER_SEC))
                .hasSize(2)
                .allSatisfy(ops -> assertThat(ops).isPositive());
        assertThat(row.figures().value(Figure.THREADS)).isPositive();
        assertThat(row.figures().value(Figure.P50))
                .isPositive()
                .isLessThanOrEqualTo(row.figures().value(Figure.P99));
        assertThat(row.ratio().median()).isEqualTo(1);
        assertThat(row.ratio().max()).isEqualTo(1);
    }

    @Test
    void oneThatDiesIsOutAndTheOthersGoOn() throws Exception {
        Outcome outcome = run(10_000, "works", "dies");

        assertThat(outcome.failed()).isTrue();
        assertThat(row(outcome, "works").problem()).isNull();
        assertThat(row(outcome, "works").figures().byRound()).hasSize(2);
        assertThat(row(outcome, "dies").failed()).isTrue();
        assertThat(row(outcome, "dies").figures()).isNull();
        assertThat(row(outcome, "dies").problem()).contains("ended with status 77 at 'run'");
    }

    @Test
    void oneWhoseCommandsHaveNoReplySaysHowMany() throws Exception {
        assertThat(row(run(20_000, "hangs"), "hangs").problem())
                .contains("4 of 4 commands had no reply 5 s after the end of the run");
    }

    @Test
    void oneThatDoesNotAnswerIsGivenUp() throws Exception {
        assertThat(row(run(1_500, "freezes"), "freezes").problem()).contains("no answer to 'open' within 3 s");
    }

    @Test
    void oneThatCannotConnectSaysWhy() throws Exception {
        assertThat(row(run(10_000, "cannot-open"), "cannot-open").problem()).contains("no way to connect");
    }

    @Test
    void oneWithWrongRepliesHasThemCountedAndFails() throws Exception {
        Row row = row(run(10_000, "fails"), "fails");

        assertThat(row.failed()).isTrue();
        assertThat(row.problem()).contains("wrong reply");
        assertThat(row.figures().errors()).isEqualTo(2 * 4);
    }
}
