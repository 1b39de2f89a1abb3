package dev.plinth.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same classes of ours with each version of kafka-clients that they know; the transport is required. */
class VersionsTest {

    /** The jars that the build has put beside the test classes. */
    static Stream<Path> jars() throws Exception {
        Path classes = Path.of(VersionsTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.list(classes.resolveSibling("kafka-clients"))) {
            return files.sorted().collect(Collectors.toList()).stream();
        }
    }

    @Test
    void allMinorVersionsAreThere() throws Exception {
        assertThat(jars().map(Path::getFileName).map(Path::toString))
                .extracting(name -> name.replaceAll("kafka-clients-(\\d+\\.\\d+).*", "$1"))
                .containsExactly("4.0", "4.1", "4.2", "4.3"); // 4.4 is what everything else runs with
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jars")
    void producersAndBothKindsOfConsumersWork(Path jar) throws Exception {
        String own = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String others = Arrays.stream(own.split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("kafka-clients-"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        jar + File.pathSeparator + others,
                        VersionSmoke.class.getName(),
                        Broker.shared().servers(),
                        KafkaSuite.unique("version"))
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(output(process)).contains("classic: 200").contains("consumer: 200");
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String output(Process process) throws IOException {
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes());
    }
}
