package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plinth.cli.baseline.Change;
import dev.plinth.cli.baseline.Changes;
import dev.plinth.cli.baseline.Earlier;
import dev.plinth.cli.baseline.Verdict;
import dev.plinth.cli.compare.Figure;
import dev.plinth.cli.report.ConsoleReport;
import dev.plinth.cli.report.HtmlReport;
import dev.plinth.cli.report.JsonReport;
import dev.plinth.cli.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a report beside an earlier one. */
class BaselineTest {

    private static Change change(Changes changes, String contestant, Figure figure) {
        return changes.all().stream()
                .filter(change -> change.row().contestant().name().equals(contestant))
                .filter(change -> change.row().workload().name().equals("get-pipelined-64"))
                .filter(change -> change.figure() == figure)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theSameFiguresAreNoDifference() throws IOException {
        Changes changes = Canned.compared(1).changes();

        assertThat(changes.all()).isNotEmpty().allSatisfy(change -> {
            assertThat(change.verdict()).isEqualTo(Verdict.NO_DIFFERENCE);
            assertThat(change.ratio().median()).isCloseTo(1, within(1e-6));
        });
        assertThat(changes.failures()).isEmpty();
    }

    @Test
    void aRowThatGotWorseInEveryRoundByMoreThanTheBoundFails() throws IOException {
        Changes changes = Canned.compared(0.6).changes();

        Change ops = change(changes, "percore-uring", Figure.OPS_PER_SEC);
        assertThat(ops.verdict()).isEqualTo(Verdict.REGRESSION);
        assertThat(ops.ratio().median()).isCloseTo(0.6, within(1e-6));
        assertThat(ops.toStock().median()).isCloseTo(0.6, within(1e-6));
        assertThat(change(changes, "percore-uring", Figure.CPU).verdict()).isEqualTo(Verdict.NO_DIFFERENCE);
        assertThat(change(changes, "netty-epoll", Figure.OPS_PER_SEC).verdict()).isEqualTo(Verdict.NO_DIFFERENCE);
        assertThat(changes.failures())
                .extracting(Change::name)
                .containsOnly(
                        "redis get-blocking-1 percore-uring, Redis 7.0.15",
                        "redis get-pipelined-64 percore-uring, Redis 7.0.15",
                        "redis get-blocking-64 percore-uring, Redis 7.0.15");
    }

    @Test
    void aRowWhoseRoundsOverlapIsNoRegressionHoweverFarItsMedian() throws IOException {
        // its rounds lie 6% up and 5% down, the machine's 3%
        assertThat(Canned.compared(0.87).changes().failures()).isEmpty();
    }

    @Test
    void aRowThatGotWorseWithinTheBoundIsToldAndDoesNotFail() throws IOException {
        Changes changes = Canned.compared(0.6, 0.5).changes();

        assertThat(change(changes, "percore-uring", Figure.OPS_PER_SEC).verdict())
                .isEqualTo(Verdict.WORSE);
        assertThat(changes.failures()).isEmpty();
    }

    @Test
    void aRowThatGotBetterIsToldSo() throws IOException {
        assertThat(change(Canned.compared(1.6).changes(), "percore-uring", Figure.OPS_PER_SEC)
                        .verdict())
                .isEqualTo(Verdict.BETTER);
    }

    @Test
    void aRowThatDoesNotRunAnyMoreFails() throws IOException {
        Changes changes = Canned.compared(0).changes();

        assertThat(changes.failures())
                .hasSize(3)
                .allSatisfy(change -> assertThat(change.verdict()).isEqualTo(Verdict.LOST));
    }

    @Test
    void aRowIsHeldAgainstThatOfTheSameServerOrOfItsReleaseLine() throws IOException {
        int rows =
                Canned.compared(Canned.on("7.0.15"), Canned.on("7.0.15")).all().size();

        assertThat(Canned.compared(Canned.on("7.0.15"), Canned.on("8.0.1")).all())
                .as("the only one then and the only one now")
                .hasSize(rows);
        Changes several = Canned.compared(Canned.on("7.0.15", "7.4.1"), Canned.on("7.4.2", "8.0.1"));
        assertThat(several.all())
                .as("7.4.2 beside 7.4.1, and 8.0.1 beside none")
                .hasSize(rows)
                .allSatisfy(change -> assertThat(change.name()).endsWith(", Redis 7.4.2"));
        assertThat(Canned.compared(Canned.on("7.4.1", "7.4.2"), Canned.on("7.4.2", "7.4.3"))
                        .all())
                .as("7.4.2 beside itself, 7.4.3 beside 7.4.1")
                .hasSize(2 * rows);
    }

    @Test
    void anEarlierReportWhoseRowsNameNoServerIsReadToo(@TempDir Path folder) throws IOException {
        String first = JsonReport.render(Canned.report())
                .replace("\"schemaVersion\" : 2", "\"schemaVersion\" : 1")
                .replace("\"server\" : \"Redis 7.0.15\",", "");
        Report now = Canned.report();

        assertThat(Changes.of(Earlier.read(write(folder, first)), now.outcomes(), now.environment(), 0.1)
                        .all())
                .isNotEmpty()
                .allSatisfy(change -> assertThat(change.verdict()).isEqualTo(Verdict.NO_DIFFERENCE));
    }

    @Test
    void everyReportTellsWhatChanged() throws IOException {
        String console = ConsoleReport.render(Canned.compared(0.6));

        assertThat(console)
                .contains("What changed since ")
                .containsPattern(
                        "redis get-pipelined-64, Redis 7.0.15 +percore-uring +ops/s +431,000 +258,600 +0.60 .* +REGRESSION")
                .contains("3 row(s) on Plinth got worse by more than 10%")
                .contains("Not the same circumstances: kernel was 'Linux");
        assertThat(HtmlReport.render(Canned.compared(0.6)))
                .contains("3 row(s) on Plinth got worse by more than 10%")
                .contains(">REGRESSION</td>");
    }

    @Test
    void whatIsNoReportIsRefusedByItsFault(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> Earlier.read(write(folder, "no JSON")))
                .hasMessageContaining("cannot be read as a report");
        assertThatThrownBy(() -> Earlier.read(write(folder, "{}"))).hasMessageContaining("it has no schemaVersion");
        assertThatThrownBy(() -> Earlier.read(write(folder, "{\"schemaVersion\":99}")))
                .hasMessageContaining("has schemaVersion 99, and this program reads 1 to 2");
        assertThatThrownBy(() -> Earlier.read(write(folder, "{\"schemaVersion\":1}")))
                .hasMessageContaining("does not keep to the format");
    }

    private static Path write(Path folder, String text) throws IOException {
        return Files.writeString(folder.resolve("report.json"), text);
    }

    @Test
    void theOptionsAreCheckedBeforeAnythingIsMeasured(@TempDir Path folder) throws IOException {
        assertThat(Program.run("compare", "--baseline=/nowhere").err())
                .contains("--baseline=/nowhere is no file that can be read");
        assertThat(Program.run("compare", "--max-regression=5%").err()).contains("is of no use without --baseline");
        Path earlier = write(folder, JsonReport.render(Canned.report()));
        assertThat(Program.run("compare", "--baseline=" + earlier, "--max-regression=much")
                        .err())
                .contains("--max-regression=much is no percentage");
    }
}
