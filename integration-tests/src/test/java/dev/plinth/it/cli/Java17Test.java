package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program on Java 17, with the backends that run there. Needs a JDK or JRE 17 on the machine. */
class Java17Test {

    @TempDir
    private Path folder;

    private Path java17;

    @BeforeEach
    void find() throws IOException {
        Optional<Path> found = java17();
        assumeTrue(found.isPresent(), "not run: there is no Java 17 in /usr/lib/jvm, JAVA_HOME or JAVA_17_HOME");
        java17 = found.get();
    }

    private static Optional<Path> java17() throws IOException {
        Stream<Path> named = Stream.of("JAVA_17_HOME", "JAVA_HOME_17_X64", "JAVA_HOME")
                .map(System::getenv)
                .filter(java.util.Objects::nonNull)
                .map(Path::of);
        Path installed = Path.of("/usr/lib/jvm");
        try (Stream<Path> homes = Files.isDirectory(installed) ? Files.list(installed) : Stream.empty()) {
            return Stream.concat(named, homes)
                    .filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .filter(Java17Test::is17)
                    .findFirst();
        }
    }

    private static boolean is17(Path home) {
        try {
            return Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"17.");
        } catch (IOException e) {
            return false;
        }
    }

    private String run(String... arguments) throws Exception {
        Path log = folder.resolve("log");
        Process process = ProgramProcess.start(java17, log, arguments);
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            String output = Files.readString(log);
            assertThat(process.exitValue()).as(output).isZero();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void backendsSaysWhichRunThere() throws Exception {
        Path json = folder.resolve("backends.json");

        assertThat(run("backends", "--json=" + json))
                .containsPattern("netty-nio +yes")
                .containsPattern("JVM +17\\.");

        for (Object backend : (List<?>) JSON.std.mapFrom(Files.readString(json)).get("backends")) {
            Map<?, ?> fields = (Map<?, ?>) backend;
            if (fields.get("name").equals("virtualthreads")) {
                assertThat(fields.get("state")).isEqualTo("unavailable");
                assertThat((String) fields.get("reason")).contains("21");
            }
        }
    }

    @Test
    void compareRunsThere() throws Exception {
        Path json = folder.resolve("report.json");

        run(
                "compare",
                "--quick",
                "--peers=none",
                "--backends=netty-nio",
                "--workloads=get-blocking-64",
                "--rounds=1",
                "--seconds=0.5",
                "--json=" + json,
                "--html=" + folder.resolve("report.html"));

        assertThat(ReportTest.rows(Files.readString(json)))
                .filteredOn(row -> "netty-nio".equals(row.get("backend")))
                .singleElement()
                .satisfies(
                        row -> assertThat(row).containsEntry("status", "ok").containsEntry("activeTransport", "nio"));
    }
}
