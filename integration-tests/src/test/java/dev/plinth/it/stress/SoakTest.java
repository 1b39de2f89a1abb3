package dev.plinth.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A short soak of each backend, in a process of its own: nothing else holds anything there. */
class SoakTest {

    private static final long LIMIT_SECONDS = 100;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("dev.plinth.it.redis.Backends#expected")
    void nothingIsLeft(String backend) throws Exception {
        Path log = folder.resolve("log");
        Process soak = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dlogback.configurationFile=plinth-log.xml",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "-cp",
                        classpath(),
                        "dev.plinth.cli.Plinth",
                        "soak",
                        "--minutes=0.2",
                        "--rate=300",
                        "--backend=" + backend))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(soak.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("it ends")
                    .isTrue();
            String said = Files.readString(log);
            assertThat(soak.exitValue()).as(said).isZero();
            assertThat(said).contains("Soak of " + backend + " on ", "Nothing is left.");
        } finally {
            soak.destroyForcibly();
        }
    }

    private static String classpath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
