package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.api.BackendSelector;
import dev.plinth.api.BackendStatus;
import dev.plinth.api.RuntimeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison from end to end, as short as it can be: figures are not looked at, only that they are there. */
class CompareTest {

    private static final List<String> SHORT = List.of("compare", "--quick", "--rounds=1", "--seconds=0.5");

    private static Program compare(Path folder, String... more) {
        List<String> arguments = new java.util.ArrayList<>(SHORT);
        arguments.addAll(List.of(more));
        arguments.add("--json=" + folder.resolve("report.json"));
        arguments.add("--html=" + folder.resolve("report.html"));
        return Program.run(arguments.toArray(String[]::new));
    }

    private static List<Map<String, Object>> rows(Path folder) throws IOException {
        return new ArrayList<>(ReportTest.rows(Files.readString(folder.resolve("report.json"))));
    }

    private static Map<String, Object> row(List<Map<String, Object>> rows, String contestant) {
        return rows.stream()
                .filter(row -> contestant.equals(row.get("contestant")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row of " + contestant + " in " + rows));
    }

    @Test
    void everyBackendHasARowThatNamesWhatReallyCarriedTheBytes(@TempDir Path folder) throws IOException {
        List<BackendStatus> backends = BackendSelector.onClasspath().diagnose(RuntimeConfig.load());

        Program program = compare(folder, "redis", "--workloads=get-pipelined-64", "--peers=none");

        assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
        List<Map<String, Object>> rows = rows(folder);
        assertThat(rows).hasSize(1 + backends.size());
        for (BackendStatus backend : backends) {
            Map<String, Object> row = row(rows, backend.name());
            if (backend.state() != BackendStatus.State.AVAILABLE) {
                assertThat(row).containsEntry("status", "not run");
                assertThat((String) row.get("problem")).contains(backend.reason());
                continue;
            }
            assertThat(row).containsEntry("status", "ok").containsEntry("errors", 0);
            assertThat((Double) row.get("opsPerSec")).isPositive();
            assertThat((Double) row.get("cpuMicrosPerOp")).isPositive();
            assertThat((Double) row.get("ratioToStock")).isPositive();
            assertThat((Double) row.get("p50Micros")).isPositive();
            String transport = (String) row.get("activeTransport");
            switch (backend.name()) {
                case "percore-uring" -> assertThat(transport).contains("io_uring");
                case "netty-epoll" -> assertThat(transport).contains("epoll");
                case "netty-nio" -> assertThat(transport).contains("nio");
                default -> assertThat(transport).isNotBlank();
            }
        }
        assertThat(Files.readString(folder.resolve("report.html"))).contains("get-pipelined-64");
    }

    @Test
    void thePeersRunOnWhatTheirClasspathGivesThem(@TempDir Path folder) throws IOException {
        Program program = compare(folder, "--workloads=set-blocking-64", "--backends=netty-nio");

        assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
        List<Map<String, Object>> rows = rows(folder);
        assertThat(row(rows, "stock")).containsEntry("activeTransport", "nio").containsEntry("ratioToStock", 1.0);
        assertThat(row(rows, "stock-epoll"))
                .containsEntry("activeTransport", System.getProperty("os.name").equals("Linux") ? "epoll" : "nio");
        assertThat(row(rows, "stock-merged")).containsEntry("activeTransport", "nio");
        assertThat(row(rows, "vertx")).containsEntry("activeTransport", "nio");
        Map<String, Object> itsOwn = row(rows, "redis-benchmark");
        if (itsOwn.get("status").equals("not run")) { // a machine without it, which it cannot be fetched for
            assertThat((String) itsOwn.get("problem")).contains("there is no redis-benchmark here");
            rows.remove(itsOwn);
        } else {
            assertThat(itsOwn).containsEntry("limit", true).containsEntry("connections", 64);
            assertThat((Double) itsOwn.get("opsPerSec")).isPositive();
            assertThat((Double) itsOwn.get("cpuMicrosPerOp")).isPositive();
        }
        assertThat(rows)
                .allSatisfy(row -> assertThat(row)
                        .containsEntry("workload", "set-blocking-64")
                        .containsEntry("callers", 64)
                        .containsEntry("inFlight", 1)
                        .containsEntry("errors", 0));
    }
}
