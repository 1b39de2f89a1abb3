package dev.plinth.backend.uring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** io_uring denied for real, in a JVM of its own that puts a seccomp filter on itself. */
class DeniedTest {

    private static String runDenied(int errno) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DeniedMain.class.getName(),
                        Integer.toString(errno))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @Test
    void epermIsToldAsSeccomps() throws Exception {
        assertThat(runDenied(1)).contains("io_uring_setup gives EPERM", "seccomp", "io_uring_register");
    }

    @Test
    void enosysIsToldAsSeccomps() throws Exception {
        assertThat(runDenied(38)).contains("io_uring_setup gives ENOSYS", "seccomp");
    }

    @Test
    void enomemNamesTheLimit() throws Exception {
        assertThat(runDenied(12)).contains("io_uring_setup gives ENOMEM", "limit of locked memory", "ulimit -l");
    }
}
