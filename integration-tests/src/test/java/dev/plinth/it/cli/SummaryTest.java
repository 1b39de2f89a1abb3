package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.cli.report.ConsoleReport;
import dev.plinth.cli.report.HtmlReport;
import dev.plinth.cli.report.Matrix;
import dev.plinth.cli.report.Report;
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
                .contains(
                        "virtualthreads: 0.68 times the throughput of percore-uring (sure: behind in each of 3 rounds).")
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
    void atAFixedRateNobodyIsPraisedForItsThroughput() {
        Report paced = Canned.at(50_000);
        String console = ConsoleReport.render(paced);

        assertThat(console)
                .contains(
                        "percore-uring: p99 at 0.23 of stock Lettuce's (sure: lower in each of 3 rounds), CPU per command"
                                + " at 0.22.",
                        "virtualthreads: p99 at 1.11 of stock Lettuce's (sure: higher in each of 3 rounds), CPU per command"
                                + " at 1.20.")
                .doesNotContain("throughput");
        assertThat(HtmlReport.render(paced))
                .contains(
                        "p99 latency, microseconds (shorter is better)",
                        "the p99 latency of stock Lettuce; sure: lower")
                .doesNotContain("Throughput", "the throughput of");
    }

    @Test
    void aRateThatWasNotKeptIsSaid() {
        assertThat(ConsoleReport.render(Canned.at(1_000_000)))
                .contains("at 0.22. It did not keep the rate.", "percore-uring did not keep the rate of ");
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
