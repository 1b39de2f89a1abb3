package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was asked for and cannot be had is an error, and never something else instead. */
class ServersTest {

    @Test
    void containersWithoutDockerAreAnErrorWithTheRemedy(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("log");
        Process program = ProgramProcess.start(
                Path.of(System.getProperty("java.home")),
                log,
                Map.of("DOCKER_HOST", "tcp://127.0.0.1:1", "TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1"),
                "compare",
                "redis",
                "--servers=testcontainers",
                "--html=" + folder.resolve("report.html"));
        try {
            assertThat(program.waitFor(100, TimeUnit.SECONDS)).isTrue();
        } finally {
            program.destroyForcibly();
        }

        String said = Files.readString(log);
        assertThat(program.exitValue()).as(said).isEqualTo(1);
        assertThat(said)
                .contains(
                        "plinth: --servers=testcontainers cannot be had: no Docker answers on DOCKER_HOST=tcp://127.0.0.1:1")
                .contains("Without Docker: --servers=embedded")
                .doesNotContain("Exception");
    }
}
