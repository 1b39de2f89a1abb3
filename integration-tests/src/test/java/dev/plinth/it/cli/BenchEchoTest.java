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

/** The echo benchmark from end to end, as short as it can be: figures are not looked at, only that they are there. */
class BenchEchoTest {

    @TempDir
    private Path folder;

    private Program bench(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("bench", "echo", "--quick", "--rounds=1", "--seconds=0.1", "--cases=8x2"));
        arguments.addAll(List.of(more));
        arguments.add("--json=" + folder.resolve("report.json"));
        arguments.add("--html=" + folder.resolve("report.html"));
        return Program.run(arguments.toArray(String[]::new));
    }

    private Map<String, Object> row(String name) throws IOException {
        return ReportTest.rows(Files.readString(folder.resolve("report.json"))).stream()
                .filter(row -> name.equals(row.get("name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row of " + name));
    }

    @Test
    void everyBackendAndEveryServerHasARowThatNamesWhatReallyRan() throws IOException {
        List<BackendStatus> backends = BackendSelector.onClasspath().diagnose(RuntimeConfig.load());

        Program program = bench();

        assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
        for (BackendStatus backend : backends) {
            Map<String, Object> row = row("plinth/" + backend.name());
            if (backend.state() == BackendStatus.State.AVAILABLE) {
                figuresAreThere(row);
                assertThat(row).containsEntry("backend", backend.name());
                assertThat(backend.reason()).startsWith((String) row.get("activeTransport"));
            } else {
                assertThat(row).containsEntry("status", "not run");
                assertThat((String) row.get("problem")).contains(backend.reason());
            }
        }
        figuresAreThere(row("netty-nio"));
        assertThat(row("netty-nio")).containsEntry("activeTransport", "nio").containsEntry("backend", "-");
        figuresAreThere(row("jdk-virtualthreads"));
        assertThat(row((String) row("netty-nio").get("baseline"))).containsEntry("ratioToBaseline", 1.0);
        assertThat(program.out()).contains("8 connections, 2 in flight on each");
        assertThat(Files.readString(folder.resolve("report.html"))).contains("plinth/netty-nio", "<svg");
    }

    private static void figuresAreThere(Map<String, Object> row) {
        assertThat(row)
                .containsEntry("bench", "echo")
                .containsEntry("section", "8x2")
                .containsEntry("status", "ok")
                .containsEntry("problem", null)
                .containsEntry("compared", "cpuMicrosPerMessage");
        for (String key : List.of(
                "cpuMicrosPerMessage",
                "cpuMicrosPerMessageMin",
                "cpuMicrosPerMessageMax",
                "p50Micros",
                "p99Micros",
                "messagesPerSec",
                "rssMb",
                "ratioToBaseline",
                "ratioToBaselineMin",
                "ratioToBaselineMax")) {
            assertThat(row.get(key)).as(key).isInstanceOf(Double.class);
            assertThat((Double) row.get(key)).as(key).isPositive();
        }
        assertThat((String) row.get("placement")).isNotBlank();
    }

    /** The limit is any program; here one of ours, started as a stranger's would be. */
    @Test
    void aLimitIsARowAndARatio() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = java + " -cp " + System.getProperty("java.class.path")
                + " dev.plinth.cli.Plinth echo --server=netty-nio --port=$PORT";

        Program program = bench("--backends=netty-nio", "--servers=none", "--limit=" + command);

        assertThat(program.exitCode()).as(program.out() + program.err()).isZero();
        assertThat(row("limit")).containsEntry("status", "ok").containsEntry("ratioToLimit", 1.0);
        assertThat((Double) row("plinth/netty-nio").get("ratioToLimit")).isPositive();
        assertThat(program.out()).contains("x limit");
    }

    @Test
    void aLimitThatDoesNotStartFailsWithItsLastWordsAndTheOthersGoOn() throws IOException {
        Program program = bench("--backends=netty-nio", "--servers=none", "--limit=ls /no-such-file");

        assertThat(program.exitCode()).isEqualTo(1);
        assertThat(row("limit")).containsEntry("status", "failed");
        assertThat((String) row("limit").get("problem")).contains("ended with status", "/no-such-file");
        assertThat(row("plinth/netty-nio")).containsEntry("status", "ok").containsEntry("ratioToLimit", null);
    }
}
