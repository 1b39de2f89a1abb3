package dev.plinth.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.plinth.api.BackendSelector;
import dev.plinth.api.BackendStatus;
import dev.plinth.api.RuntimeConfig;
import dev.plinth.cli.Plinth;
import dev.plinth.cli.compare.Progress;
import dev.plinth.cli.report.FaultsJson;
import dev.plinth.cli.servers.ServerKind;
import dev.plinth.cli.servers.Servers;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite of faults, on a real server: it passes what is sound, and names what is not. */
class FaultsSuiteTest {

    private static final String BACKEND = BrokenTrial.DROPS;

    @Test
    void theCommandRunsAndReportsInThreeForms(@TempDir Path folder) throws IOException {
        String out = run(folder, "redis", "db", "--faults=cut,kill", "--backends=" + BACKEND, "--servers=embedded");
        assertThat(out)
                .contains(
                        "Servers: embedded",
                        "on an idle machine",
                        "redis push: 2 of 2 cells on Plinth kept their promise")
                .contains("fsync on", "db insert: 2 of 2 cells on Plinth kept their promise");
        assertThat(Files.readString(folder.resolve("faults.html")))
                .contains("A command is sent at most once", "three times in 1.2 s", "Every promise was kept")
                .contains("Kept under both faults by " + BACKEND);
        String json = Files.readString(folder.resolve("faults.json"));
        assertThat(schema().validate(json, InputFormat.JSON)).isEmpty();
        assertThat(rows(json))
                .hasSize(8)
                .allSatisfy(cell -> assertThat(cell.get("status")).isEqualTo("ok"))
                .allSatisfy(cell -> assertThat(cell.get("hung")).isEqualTo(0))
                .allSatisfy(cell -> assertThat(cell.get("worksAgain")).isEqualTo(true));
        assertThat(rows(json))
                .filteredOn(cell -> BACKEND.equals(cell.get("contestant")))
                .hasSize(4)
                .allSatisfy(cell -> assertThat(cell.get("transport")).isEqualTo("nio"))
                .allSatisfy(cell -> assertThat(cell.get("lost")).isEqualTo(0))
                .allSatisfy(cell -> assertThat(cell.get("doubled")).isEqualTo(0));
    }

    @Test
    void whoIsSentToIsWatchedToo(@TempDir Path folder) throws IOException {
        String out = run(folder, "nats", "kafka", "--faults=none", "--backends=" + BACKEND, "--servers=embedded");
        assertThat(out)
                .contains("nats consume: 1 of 1 cells on Plinth kept their promise")
                .contains("kafka receive: 1 of 1 cells on Plinth kept their promise")
                .contains("kafka copy: 1 of 1 cells on Plinth kept their promise");
        assertThat(rows(Files.readString(folder.resolve("faults.json"))))
                .hasSize(10)
                .allSatisfy(cell -> assertThat((Integer) cell.get("confirmed")).isGreaterThan(30));
    }

    @Test
    void theSchemaIsNoRubberStamp() throws IOException {
        String none =
                "{\"schemaVersion\":1,\"environment\":{},\"sections\":[],\"faults\":[],\"verdicts\":[],\"rows\":[]}";
        assertThat(schema().validate(none, InputFormat.JSON)).isEmpty();
        assertThat(schema().validate(none.replace(":1", ":2"), InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema().validate(none.replace("verdicts", "verdict"), InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema().validate(none.replace("\"rows\":[]", "\"rows\":[{\"lost\":1}]"), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void serversOfOthersAreNotKilled() {
        assertThat(refused("--servers=redis://somewhere:6379"))
                .contains("kills its servers", "testcontainers, embedded");
    }

    @Test
    void imagesThatAreOfNoUseAreRefused() {
        assertThat(refused("--image=redis:7.4")).contains("--image=redis:7.4 names no server: give SERVER=NAME");
        assertThat(refused("--image=postgres=postgres:17"))
                .contains("--image=postgres=postgres:17 is of no use: no workload of PostgreSQL is run");
        assertThat(refused("--servers=embedded", "--image=redis=redis:7.0,redis:7.4"))
                .contains("one version of each server: give --servers=testcontainers");
    }

    private static String refused(String... options) {
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("faults", "redis"));
        all.addAll(List.of(options));
        int exitCode = Plinth.run(
                new PrintWriter(new StringWriter(), true), new PrintWriter(err, true), all.toArray(String[]::new));
        assertThat(exitCode).isEqualTo(2);
        return err.toString();
    }

    private static String run(Path folder, String... arguments) {
        StringWriter out = new StringWriter();
        List<String> all = new ArrayList<>(List.of("faults"));
        all.addAll(List.of(arguments));
        all.add("--json=" + folder.resolve("faults.json"));
        all.add("--html=" + folder.resolve("faults.html"));
        int exitCode = Plinth.run(
                new PrintWriter(out, true), new PrintWriter(new StringWriter(), true), all.toArray(String[]::new));
        assertThat(exitCode).as(out.toString()).isZero();
        return out.toString();
    }

    static List<Map<?, ?>> rows(String json) throws IOException {
        List<Map<?, ?>> rows = new ArrayList<>();
        ((List<?>) JSON.std.mapFrom(json).get("rows")).forEach(row -> rows.add((Map<?, ?>) row));
        return rows;
    }

    static JsonSchema schema() throws IOException {
        try (InputStream schema = FaultsJson.class.getResourceAsStream("faults-report.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(schema);
        }
    }

    @Test
    void aTransportThatDropsOneByteInAHundredThousandIsNamedAndSoIsOneThatHangs() throws InterruptedException {
        BrokenTrial broken = new BrokenTrial();
        FaultsReport report;
        do { // on a machine that is busy a round may be too short to drop anything
            report = suite(broken, Fault.NONE, BrokenTrial.DROPS, BrokenTrial.HANGS)
                    .run(embedded(), Progress.NONE);
        } while (broken.dropped() == 0);
        assertThat(report.bad())
                .extracting(Cell::name)
                .containsExactlyInAnyOrder(
                        "redis push on " + BrokenTrial.DROPS + ", fault none",
                        "redis push on " + BrokenTrial.HANGS + ", fault none");
        assertThat(report.verdicts())
                .anySatisfy(verdict ->
                        assertThat(verdict).startsWith("redis push on " + BrokenTrial.DROPS + ", fault none: "))
                .anySatisfy(verdict -> assertThat(verdict)
                        .startsWith("redis push on " + BrokenTrial.HANGS + ", fault none: ")
                        .contains("did not work again"));
        assertThat(report.cells().get(0).broken())
                .as("the stock client, whose bytes are all there")
                .isEmpty();
    }

    @Test
    void aTransportThatLeaksADescriptorAThreadAndABufferIsNamed() throws InterruptedException {
        BrokenTrial broken = new BrokenTrial();
        List<String> steps = new ArrayList<>();
        FaultsReport report = suite(broken, Fault.CUT, BrokenTrial.LEAKS, BACKEND)
                .run(embedded(), (done, of, what) -> {
                    assertThat(done).isLessThan(of);
                    steps.add(what);
                });
        broken.end();
        assertThat(steps)
                .containsSubsequence("redis, fault cut", "redis, fault cut, looking for a leak: all")
                .endsWith("redis, fault cut, looking for a leak: " + BACKEND);
        assertThat(report.bad())
                .extracting(Cell::name)
                .containsExactly("redis push on " + BrokenTrial.LEAKS + ", fault cut");
        assertThat(report.bad().get(0).broken())
                .hasSize(3)
                .contains("leaked: 1 descriptor (1 x socket)", "leaked: 1 thread (1 x leaked)")
                .anyMatch(what -> what.endsWith("MiB of direct memory"));
    }

    private static Suite suite(Trial trial, Fault fault, String... names) {
        List<BackendStatus> backends = BackendSelector.onClasspath()
                .diagnose(RuntimeConfig.builder().build())
                .stream()
                .filter(status -> List.of(names).contains(status.name()))
                .toList();
        return new Suite(List.of(trial), List.of(fault), backends, true, 2_000);
    }

    private static Servers embedded() {
        return Servers.of(
                List.of("embedded"),
                Map.of(),
                List.of(),
                List.of(ServerKind.REDIS),
                message -> new IllegalArgumentException(message));
    }
}
