package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stopping the program in the middle (SIGTERM, which ends a JVM just as Ctrl-C does). */
class InterruptTest {

    @Test
    void endsTheContestantsAndTheServer(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("log");
        Process program = ProgramProcess.start(
                Path.of(System.getProperty("java.home")),
                log,
                "compare",
                "--peers=none",
                "--backends=netty-nio",
                "--seconds=100",
                "--html=" + folder.resolve("report.html"));
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !program.isAlive()
                            || Files.readString(log).contains("warm-up")
                            || program.descendants().count() >= 3);
            List<ProcessHandle> children = program.descendants().toList();
            assertThat(children).as(Files.readString(log)).hasSizeGreaterThanOrEqualTo(3); // two JVMs and Redis

            program.destroy();

            assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
        } finally {
            program.descendants().forEach(ProcessHandle::destroyForcibly);
            program.destroyForcibly();
        }
    }
}
