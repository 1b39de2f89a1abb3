package dev.plinth.cli.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is asked for its version: its answer, or an error in time. */
class NativeProgramTest {

    @Test
    void whatItSaysIsItsVersion(@TempDir Path folder) throws IOException, InterruptedException {
        NativeProgram program = script(folder, "echo tool 1.2");

        assertThat(program.version()).isEqualTo("tool 1.2");
        assertThat(program.runs()).isTrue();
    }

    @Test
    void oneThatNeverEndsIsKilledWithWhatItStarted(@TempDir Path folder) throws IOException {
        NativeProgram program = script(folder, "sleep 1000 & wait");

        assertThatThrownBy(() -> program.version(Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(program.path() + " --version did not end within 1000 ms");
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .as("nobody holds its output open")
                .extracting(Thread::getName)
                .doesNotContain("version-of-tool"));
    }

    private static NativeProgram script(Path folder, String line) throws IOException {
        Path path = folder.resolve("tool");
        Files.writeString(path, "#!/bin/sh\n" + line + "\n");
        assertThat(path.toFile().setExecutable(true)).isTrue();
        return new NativeProgram(path, null);
    }
}
