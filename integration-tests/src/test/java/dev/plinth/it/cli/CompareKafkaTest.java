package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka in the comparison, in one command with NATS: each kind of workload, on real servers. */
class CompareKafkaTest {

    @Test
    void natsAndKafkaAreComparedInOneRun(@TempDir Path folder) throws IOException {
        Program program = Program.run(
                "compare",
                "nats",
                "kafka",
                "--quick",
                "--rounds=1",
                "--seconds=1",
                "--backends=netty-nio",
                "--peers=none",
                "--workloads=request-64,produce-200-none,consume-classic-200-none,consume-kip848-200-none,"
                        + "latency-200-none",
                "--json=" + folder.resolve("report.json"),
                "--html=" + folder.resolve("report.html"));
        assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
        List<Map<String, Object>> rows = ReportTest.rows(Files.readString(folder.resolve("report.json")));
        assertThat(rows).hasSize(2 + 4 * 3);
        assertThat(rows)
                .filteredOn(row -> !row.get("status").equals("ok"))
                .hasSize(2) // consumers, which the third contestant has in common with the second
                .allSatisfy(row -> assertThat(row)
                        .containsEntry("status", "not run")
                        .containsEntry("contestant", "netty-nio-producer-on-core"));
        assertThat(rows).filteredOn(row -> row.get("status").equals("ok")).allSatisfy(row -> {
            assertThat(row).containsEntry("status", "ok").containsEntry("errors", 0);
            assertThat((Double) row.get("opsPerSec")).isPositive();
            assertThat((Double) row.get("p999Micros")).isPositive();
        });
        assertThat(rows)
                .filteredOn(row -> "netty-nio".equals(row.get("contestant")))
                .extracting(row -> row.get("adapter"))
                .containsOnly("nats", "kafka");
        assertThat(rows)
                .filteredOn(row -> "latency-200-none".equals(row.get("workload")))
                .allSatisfy(row -> assertThat((Double) row.get("p999Micros"))
                        .isGreaterThanOrEqualTo((Double) row.get("p90Micros")));
    }

    /** Clients that stay open while others are measured: with one such workload alone, none is opened anew. */
    @Test
    void recordsOfOthersAreNobodysAnswers(@TempDir Path folder) throws IOException {
        Program program = Program.run(
                "compare",
                "--quick",
                "--rounds=1",
                "--backends=netty-nio",
                "--peers=none",
                "--workloads=latency-200-none",
                "--json=" + folder.resolve("report.json"),
                "--html=" + folder.resolve("report.html"));
        assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
        assertThat(ReportTest.rows(Files.readString(folder.resolve("report.json"))))
                .extracting(row -> row.get("contestant") + " " + row.get("status") + " " + row.get("errors"))
                .containsExactly("stock ok 0", "netty-nio ok 0", "netty-nio-producer-on-core ok 0");
    }
}
