package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison of PostgreSQL clients from end to end, as short as it can be. */
class CompareDbTest {

    private static Map<String, Object> row(List<Map<String, Object>> rows, String contestant) {
        return rows.stream()
                .filter(row -> contestant.equals(row.get("contestant")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row of " + contestant + " in " + rows));
    }

    @Test
    void everyClientHasARowThatNamesWhatReallyCarriedTheBytes(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("report.json");

        Program program = Program.run(
                "compare",
                "db",
                "--quick",
                "--rounds=1",
                "--seconds=0.5",
                "--workloads=transaction-8",
                "--peers=vertx,hikari,pgbench",
                "--backends=netty-nio",
                "--json=" + json,
                "--html=" + folder.resolve("report.html"));

        assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
        List<Map<String, Object>> rows = ReportTest.rows(Files.readString(json));
        assertThat(rows)
                .extracting(row -> row.get("contestant"))
                .containsExactly("stock", "vertx", "hikari", "pgbench", "netty-nio", "netty-nio-from-outside");
        assertThat(rows)
                .filteredOn(row ->
                        row.get("backend") == null && !row.get("contestant").equals("pgbench"))
                .allSatisfy(CompareDbTest::ran);
        assertThat(row(rows, "stock")).containsEntry("ratioToStock", 1.0).containsEntry("connections", 8);
        assertThat(row(rows, "vertx")).containsEntry("activeTransport", "nio");
        Map<String, Object> pgbench = row(rows, "pgbench");
        if (pgbench.get("status").equals("not run")) { // a machine without it, which it cannot be fetched for
            assertThat((String) pgbench.get("problem")).contains("there is no pgbench here");
        } else {
            ran(pgbench);
            assertThat(pgbench).containsEntry("limit", true).containsEntry("connections", 8);
        }
        ran(row(rows, "netty-nio"));
        assertThat(row(rows, "netty-nio"))
                .containsEntry("backend", "netty-nio")
                .containsEntry("activeTransport", "nio");
        ran(row(rows, "netty-nio-from-outside"));
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("fsync=off", "PostgreSQL 18", " on Plinth, beside")
                .doesNotContain("\"null\"");
    }

    private static void ran(Map<String, Object> row) {
        assertThat(row).as(row.toString()).containsEntry("status", "ok").containsEntry("errors", 0);
        for (String figure : List.of("opsPerSec", "cpuMicrosPerOp", "ratioToStock", "p50Micros", "p99Micros")) {
            assertThat((Double) row.get(figure))
                    .as(row.get("contestant") + "'s " + figure)
                    .isPositive();
        }
        assertThat((String) row.get("activeTransport")).isNotBlank();
    }
}
