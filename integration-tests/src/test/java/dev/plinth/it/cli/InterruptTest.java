package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stopping the program in the middle (SIGTERM, which ends a JVM just as Ctrl-C does). */
class InterruptTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compare redis --servers=embedded --peers=none --backends=netty-nio --seconds=100", // two JVMs and
                // Redis
                "bench echo --servers=none --backends=netty-nio --seconds=100", // two servers and the generator
                "bench tasks --sections=shares --backends=netty-nio --seconds=100" // two JVMs and the generator
            })
    void endsAllProcesses(String arguments, @TempDir Path folder) throws Exception {
        Path log = folder.resolve("log");
        String[] all = (arguments + " --html=" + folder.resolve("report.html")).split(" ");
        Process program = ProgramProcess.start(Path.of(System.getProperty("java.home")), log, all);
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !program.isAlive() || program.descendants().count() >= 3);
            List<ProcessHandle> children = program.descendants().toList();
            assertThat(children).as(Files.readString(log)).hasSizeGreaterThanOrEqualTo(3);

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
