package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.compare.Contestant;
import dev.plinth.cli.compare.Pace;
import dev.plinth.cli.compare.Plan;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** What a time is divided into. */
class PaceTest {

    private static final List<Pace> ALL =
            Pace.between(Pace.LEAST_ROUNDS, Pace.MOST_ROUNDS, Pace.LEAST_MILLIS, Pace.MOST_MILLIS);

    /** Of 100 cells, and nothing else. */
    private static final ToLongFunction<Pace> CELLS = pace -> 100L * pace.rounds() * pace.windowMillis();

    private static Optional<Pace> within(long seconds) {
        return Pace.within(1000 * seconds, ALL, CELLS);
    }

    @Test
    void timeGoesIntoRoundsUntilAVerdictIsSureThenIntoTheirLengthThenIntoMoreRounds() {
        assertThat(within(149)).isEmpty();
        assertThat(within(150)).contains(new Pace(3, 500));
        assertThat(within(249)).contains(new Pace(4, 500));
        assertThat(within(250)).contains(new Pace(5, 500));
        assertThat(within(310)).contains(new Pace(5, 600));
        assertThat(within(500)).contains(new Pace(5, 1000));
        assertThat(within(700)).contains(new Pace(7, 1000));
        assertThat(within(100_000)).contains(new Pace(9, 1000));
        assertThat(ALL)
                .isSortedAccordingTo((one, other) -> Long.compare(CELLS.applyAsLong(one), CELLS.applyAsLong(other)));
    }

    @Test
    void whatIsGivenStays() {
        assertThat(Pace.between(7, 7, 500, 1000)).first().isEqualTo(new Pace(7, 500));
        assertThat(Pace.between(7, 7, 500, 1000)).last().isEqualTo(new Pace(7, 1000));
        assertThat(Pace.between(2, 2, 2000, 2000)).containsExactly(new Pace(2, 2000));
        assertThat(Pace.between(3, 9, 2000, 2000))
                .allSatisfy(pace -> assertThat(pace.windowMillis()).isEqualTo(2000));
    }

    @Test
    void whoCannotRunTakesNoTime() {
        FakeComparison fake = new FakeComparison();
        Contestant works = FakeComparison.contestant("works");
        Contestant cannot = new Contestant(
                "cannot", "fake", "cannot", "", works.type(), works.libraries(), works.options(), "no such kernel");
        Plan one = plan(fake, List.of(works));

        assertThat(plan(fake, List.of(works, cannot)).expectedMillis()).isEqualTo(one.expectedMillis());
        assertThat(plan(fake, List.of(works, works)).expectedMillis()).isGreaterThan(one.expectedMillis());
        assertThat(one.expectedMillis(0)).isPositive().isLessThan(one.expectedMillis(1));
        assertThat(one.cells()).isEqualTo(fake.workloads().size());
    }

    /** Of those against whose API it is written: the baseline's and Plinth's. */
    @Test
    void suitesTakeTime() {
        FakeComparison fake = new FakeComparison();
        FakeComparison behaves = new FakeComparison() {
            @Override
            public long suiteMillis() {
                return 3_000;
            }
        };
        Contestant works = FakeComparison.contestant("works");
        Contestant other = new Contestant(
                "other", "another", null, "", "no.such.Client", works.libraries(), works.options(), null);

        assertThat(plan(behaves, List.of(works, works, other)).expectedMillis())
                .isEqualTo(plan(fake, List.of(works, works, other)).expectedMillis() + 2 * 3_000);
    }

    /** One round is always run. */
    @Test
    void aBudgetThatIsTooSmallForARoundIsNotBelieved() {
        FakeComparison fake = new FakeComparison();
        List<Contestant> many = Collections.nCopies(50, FakeComparison.contestant("works"));
        Plan tooShort = new Plan(fake, many, fake.workloads(), 3, 500, 400, 1_000, 1_000);
        Plan one = new Plan(fake, many, fake.workloads(), 1, 500, 400, Long.MAX_VALUE, 1_000);

        assertThat(tooShort.expectedMillis()).isEqualTo(one.expectedMillis());
    }

    private static Plan plan(FakeComparison fake, List<Contestant> contestants) {
        return new Plan(fake, contestants, fake.workloads(), 3, 500, 400, Long.MAX_VALUE, 1_000);
    }
}
