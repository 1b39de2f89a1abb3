package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pool benchmark from end to end, as short as it can be: figures of time are not looked at, only that they are there. */
class BenchPoolTest {

    @TempDir
    private Path folder;

    private Program bench(String... sections) {
        return Program.run(
                "bench",
                "pool",
                "--quick",
                "--rounds=1",
                "--backends=netty-nio",
                "--sections=" + String.join(",", sections),
                "--json=" + folder.resolve("report.json"),
                "--html=" + folder.resolve("report.html"));
    }

    private Map<String, Object> row(String section, String name) throws IOException {
        return ReportTest.rows(Files.readString(folder.resolve("report.json"))).stream()
                .filter(row -> section.equals(row.get("section")) && name.equals(row.get("name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row of " + name + " in " + section));
    }

    @Test
    @Timeout(value = 6, unit = TimeUnit.MINUTES) // a JVM for each
    void everyPoolIsMeasured() throws IOException {
        Program program = bench("loops-2", "threads-2");

        assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
        for (String pool : List.of("plinth/netty-nio", "r2dbc-pool", "reactor-pool")) {
            figuresAreThere(row("loops-2", pool));
            figuresAreThere(row("threads-2", pool));
        }
        figuresAreThere(row("threads-2", "HikariCP"));
        assertThat(program.out()).contains("2 callers, threads that block", "B/cycle");
        assertThat(Files.readString(folder.resolve("report.html"))).contains("HikariCP", "<svg");
    }

    private static void figuresAreThere(Map<String, Object> row) {
        assertThat(row).containsEntry("status", "ok").containsEntry("compared", "nanosPerCycle");
        for (String key : List.of("nanosPerCycle", "bytesPerCycle", "ratioToBaseline")) {
            assertThat((Double) row.get(key)).as(key).isNotNegative();
        }
    }

    @Test
    void whatIsLentIsSpreadOverCoresAndEndpoints() throws IOException {
        Program program = bench("spread", "balancers");

        assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
        for (String caller : List.of("a thread, one at a time", "a thread, 8 at a time", "core 0, 8 at a time")) {
            for (int core = 0; core < 4; core++) {
                // what is given back is on its way to its core when the next one asks: a neighbour may step in
                assertThat((Double) row("spread", caller).get("core" + core))
                        .as(caller)
                        .isBetween(2480.0, 2520.0);
            }
        }
        assertThat(row("spread", "core 0, one at a time")).containsEntry("core0", 10_000.0);
        assertThat(row("balancers", "round robin")).containsEntry("endpoint0", 25_000.0);
        assertThat((Double) row("balancers", "weighted round robin").get("endpoint0"))
                .isBetween(49_950.0, 50_050.0);
        for (String byWeight : List.of("random", "sticky, a key each", "least connections")) {
            assertThat((Double) row("balancers", byWeight).get("endpoint0"))
                    .as(byWeight)
                    .isBetween(48_000.0, 52_000.0);
        }
    }
}
