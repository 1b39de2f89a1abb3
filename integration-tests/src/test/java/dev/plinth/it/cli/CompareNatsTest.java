package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NATS in the comparison: all workloads, on a real server. */
class CompareNatsTest {

    @Test
    void jnatsAndTheAdapterDoAllOfIt(@TempDir Path folder) throws IOException {
        Program program = Program.run(
                "compare",
                "nats",
                "--quick",
                "--rounds=1",
                "--seconds=0.5",
                "--backends=netty-nio",
                "--workloads=request-1,request-64,publish-x100,round-trip-256,store-256",
                "--json=" + folder.resolve("report.json"),
                "--html=" + folder.resolve("report.html"));
        assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
        List<Map<String, Object>> rows = ReportTest.rows(Files.readString(folder.resolve("report.json")));
        assertThat(rows).hasSize(3 * 5).allSatisfy(row -> {
            assertThat(row).containsEntry("status", "ok").containsEntry("errors", 0);
            assertThat((Double) row.get("opsPerSec")).isPositive();
            assertThat((Double) row.get("ratioToStock")).isPositive();
        });
        assertThat(rows).extracting(row -> row.get("contestant")).contains("stock", "jnats-on-plinth", "netty-nio");
        assertThat(rows)
                .filteredOn(row -> "stock".equals(row.get("contestant")))
                .allSatisfy(row -> assertThat(row).containsEntry("activeTransport", "java.net.Socket"));
    }
}
