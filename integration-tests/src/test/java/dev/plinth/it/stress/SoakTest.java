package dev.plinth.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plinth.it.redis.Backends;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A short soak of each backend, in a process of its own: nothing else holds anything there. They run side by side. */
class SoakTest {

    private static final long LIMIT_SECONDS = 200;
    private static final Map<String, Process> SOAKS = new HashMap<>();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        for (String backend : Backends.expected().toList()) {
            SOAKS.put(backend, start(backend));
        }
    }

    private static Process start(String backend) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dlogback.configurationFile=plinth-log.xml",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        classpath(),
                        "dev.plinth.cli.Plinth",
                        "soak",
                        "--minutes=0.2",
                        "--rate=300",
                        "--backend=" + backend))
                .redirectErrorStream(true)
                .redirectOutput(log(backend).toFile())
                .start();
    }

    @AfterAll
    static void destroy() {
        SOAKS.values().forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @MethodSource("dev.plinth.it.redis.Backends#expected")
    void nothingIsLeft(String backend) throws Exception {
        Process soak = SOAKS.get(backend);
        assertThat(soak.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
        String said = Files.readString(log(backend));
        assertThat(soak.exitValue()).as(said).isZero();
        assertThat(said).contains("Soak of " + backend + " on ", "Nothing is left.");
    }

    private static Path log(String backend) {
        return folder.resolve(backend + ".log");
    }

    private static String classpath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
