package dev.plinth.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A process that may lock no memory. Kernels before 5.12 count a ring as locked memory and deny it, with an error that
 * says so; later ones do not, and all runs. (What is said when it is denied, DeniedUringTest shows on all kernels.)
 */
@EnabledOnOs(OS.LINUX)
class LockedMemoryTest {

    @Test
    void uringRunsOrNamesTheLimit() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        "/bin/sh",
                        "-c",
                        "ulimit -l 0 && exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dlogback.configurationFile=plinth-log.xml",
                        "-Dplinth.backend=percore-uring",
                        "-Dplinth.uring.ring-depth=32768",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.plinth.cli.Plinth",
                        "info"))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        if (process.exitValue() == 0) {
            assertThat(said).contains("percore-uring on io_uring");
        } else {
            assertThat(said).contains("ENOMEM", "limit of locked memory", "ulimit -l");
        }
    }
}
