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

/** The benchmark of tasks from end to end, as short as it can be: figures are not looked at, only that they are there. */
class BenchTasksTest {

    @TempDir
    private Path folder;

    private Program bench(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("bench", "tasks", "--quick", "--rounds=1", "--seconds=0.1", "--tasks=1000"));
        arguments.addAll(List.of(more));
        arguments.add("--json=" + folder.resolve("report.json"));
        arguments.add("--html=" + folder.resolve("report.html"));
        return Program.run(arguments.toArray(String[]::new));
    }

    private List<Map<String, Object>> rows() throws IOException {
        return ReportTest.rows(Files.readString(folder.resolve("report.json")));
    }

    private Map<String, Object> row(String section, String name) throws IOException {
        return rows().stream()
                .filter(row -> section.equals(row.get("section")) && name.equals(row.get("name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row of " + name + " in " + section));
    }

    private static void figure(Map<String, Object> row, String... keys) {
        assertThat(row)
                .containsEntry("bench", "tasks")
                .containsEntry("status", "ok")
                .containsEntry("problem", null);
        for (String key : keys) {
            assertThat(row.get(key)).as(key).isInstanceOf(Double.class);
            assertThat((Double) row.get(key)).as(key).isNotNegative();
        }
    }

    @Test
    void everyBackendHasARowInEachSectionThatNamesWhatReallyRan() throws IOException {
        List<BackendStatus> backends = BackendSelector.onClasspath().diagnose(RuntimeConfig.load());

        Program program = bench("--sections=spawn-same-core,spawn-foreign-thread,idle");

        assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
        for (BackendStatus backend : backends) {
            String name = "plinth/" + backend.name();
            if (backend.state() == BackendStatus.State.AVAILABLE) {
                figure(row("spawn-same-core", name), "nanosPerTask", "nanosPerTaskMin", "nanosPerTaskMax");
                figure(row("spawn-foreign-thread", name), "nanosPerTask", "ratioToBaseline");
                figure(row("idle", name), "percentOfCore");
            }
            assertThat(rows())
                    .filteredOn(row -> name.equals(row.get("name")))
                    .hasSize(3)
                    .allSatisfy(row -> {
                        if (backend.state() == BackendStatus.State.AVAILABLE) {
                            assertThat(row).containsEntry("backend", backend.name());
                            assertThat(backend.reason()).startsWith((String) row.get("activeTransport"));
                        } else {
                            assertThat(row).containsEntry("status", "not run");
                            assertThat((String) row.get("problem")).contains(backend.reason());
                        }
                    });
        }
        for (String peer : List.of("netty-defaulteventloop", "ForkJoinPool", "ThreadPoolExecutor", "virtual threads")) {
            figure(row("spawn-same-core", peer), "nanosPerTask");
            assertThat(row("spawn-same-core", peer)).containsEntry("backend", "-");
        }
        assertThat(program.out()).contains("1,000 tasks that do nothing", "Nothing to do");
        assertThat(Files.readString(folder.resolve("report.html"))).contains("plinth/netty-nio", "<svg");
    }

    @Test
    void whatTakesTwoCoresOrAnEchoIsMeasured() throws IOException {
        Program program = bench("--sections=round-trip,shares", "--backends=netty-nio");

        assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
        for (String each : List.of("plinth/netty-nio", "ThreadPoolExecutor")) {
            figure(row("round-trip", each), "p50Micros", "p99Micros");
        }
        figure(row("shares", "plinth/netty-nio"), "echoP50Micros", "echoP99Micros", "workRatio", "tasksPerSec");
        assertThat(row("shares", "plinth/netty-nio")).containsEntry("backend", "netty-nio");
        assertThat((Double) row("shares", "plinth/netty-nio").get("tasksPerSec"))
                .isPositive();
    }

    @Test
    void aSettingThatABackendRefusesIsItsFailureAndTheOthersGoOn() throws IOException {
        Program program = bench("--sections=round-trip", "--backends=netty-nio", "--set", "plinth.close-timeout=often");

        assertThat(program.exitCode()).isEqualTo(1);
        assertThat(row("round-trip", "plinth/netty-nio")).containsEntry("status", "failed");
        assertThat((String) row("round-trip", "plinth/netty-nio").get("problem"))
                .contains("plinth.close-timeout=often");
        figure(row("round-trip", "ThreadPoolExecutor"), "p50Micros");
    }
}
