package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service with four clients, from end to end: at a fixed rate, so that the open loop is seen, too. */
class CompareServiceTest {

    @Test
    void runsOnPlinthAndOnTheStockClients(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("report.json");

        Program program = Program.run(
                "compare",
                "service",
                "--quick",
                "--rounds=1",
                "--seconds=0.5",
                "--rate=50",
                "--workloads=mixed-64,pipeline-4",
                "--backends=netty-nio",
                "--json=" + json,
                "--html=" + folder.resolve("report.html"));

        assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
        List<Map<String, Object>> rows = ReportTest.rows(Files.readString(json));
        assertThat(rows).hasSize(2 * 2).allSatisfy(row -> {
            assertThat(row)
                    .containsEntry("status", "ok")
                    .containsEntry("errors", 0)
                    .containsEntry("ratePerSec", 50.0);
            assertThat((String) row.get("workload")).endsWith("@50");
            assertThat((Double) row.get("opsPerSec")).isPositive();
        });
        assertThat(program.out())
                .contains("Transactions a second in batches: stock ")
                .containsPattern("ran, correct: \\d+ steps identical");
    }
}
