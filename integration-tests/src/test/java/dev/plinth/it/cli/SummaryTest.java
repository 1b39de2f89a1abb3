package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.report.ConsoleReport;
import dev.plinth.cli.report.Matrix;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is advised in words, and what is said to have run. */
class SummaryTest {

    private static String console(double times) throws IOException {
        return ConsoleReport.render(Canned.compared(times));
    }

    @Test
    void theBestBackendIsNamedWithHowMuchAndHowSure() throws IOException {
        assertThat(console(1))
                .contains("Redis 7.0.15: Take percore-uring.")
                .contains(
                        "percore-uring: 2.67 times the throughput of stock Lettuce (2.53 to 2.83), at 0.38 of its CPU per"
                                + " command, the geometric mean over 3 workloads (sure: ahead in each of 3 rounds).")
                .contains("virtualthreads: 0.68 of that (sure: behind in each of 3 rounds).")
                .contains(
                        "percore-uring does 1.04 times as much as it (1.02 to 1.06) (sure: ahead in each of 3 rounds).");
    }

    @Test
    void aClientThatIsBetterThanAllBackendsIsNotHidden() throws IOException {
        assertThat(console(0.8))
                .contains(
                        "Redis 7.0.15: stock Lettuce with flush merging is faster than any backend here; of the backends,"
                                + " netty-epoll is the best.");
    }

    @Test
    void everyCellTellsWhetherItRanAndWhyNot() throws IOException {
        assertThat(console(0))
                .containsPattern("adapter, server +percore-uring +netty-epoll +virtualthreads +netty-nio")
                .containsPattern("redis, Redis 7.0.15 +FAILED, correct: 40 steps identical +ran,"
                        + " correct: 40 steps identical +ran +did not run")
                .contains("redis on percore-uring failed: it hangs (get-blocking-1)")
                .contains("redis on netty-nio did not run: it cannot run here");
    }

    @Test
    void aCellThatThisMachineCannotRunIsNotOwed() throws IOException {
        assertThat(Matrix.of(Canned.report().outcomes()).owed()).isEmpty();
    }
}
