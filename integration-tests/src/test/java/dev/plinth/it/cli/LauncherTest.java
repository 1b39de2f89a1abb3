package dev.plinth.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script ./plinth promises to those who measure an echo server; it needs bash. */
class LauncherTest {

    @TempDir
    private Path root;

    private Path log;

    @BeforeEach
    void copy() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "not run: there is no /bin/bash");
        Path here = Path.of("").toAbsolutePath();
        Path script = Files.exists(here.resolve("plinth")) ? here.resolve("plinth") : here.resolveSibling("plinth");
        Files.copy(script, root.resolve("plinth"));
        assertThat(root.resolve("plinth").toFile().setExecutable(true)).isTrue();
        log = root.resolve("log");
    }

    private Process start(String... arguments) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(arguments).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("PLINTH_JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    @Test
    void echoDoesNotBuild() throws Exception {
        Process script = start(root.resolve("plinth").toString(), "echo");

        assertThat(script.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(script.exitValue()).isEqualTo(1);
        assertThat(Files.readString(log))
                .contains("'echo' does not build", "plinth help")
                .doesNotContain("building (");
    }

    @Test
    void theProcessThatWasStartedIsTheServer() throws Exception {
        Path target = Files.createDirectories(root.resolve("integration-tests/target"));
        Files.writeString(target.resolve("classpath"), System.getProperty("java.class.path"));

        Process server = start(root.resolve("plinth").toString(), "echo", "--server=netty-nio");
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !server.isAlive() || Files.readString(log).contains("echo server="));
            assertThat(server.isAlive()).as(Files.readString(log)).isTrue();
            assertThat(server.info().command().orElse("java")).endsWith("java");

            server.destroy();

            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            server.destroyForcibly();
        }
    }
}
