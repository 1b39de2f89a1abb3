package dev.plinth.backend.virtualthreads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.RuntimeConfig;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import reactor.core.publisher.Mono;

/** On a JVM without virtual threads this backend is listed, with the reason; it breaks nothing. */
class OlderJavaTest {

    private static final int JAVA_17 = 61;
    private static final int JAVA_21 = 65;

    /** Lists the backends, by the source launcher of the older JVM. */
    private static final String PROGRAM = """
            import dev.plinth.api.*;

            public class Lists {
                public static void main(String[] args) {
                    for (BackendStatus found : BackendSelector.onClasspath().diagnose(RuntimeConfig.load())) {
                        System.out.println(found.name() + "|" + found.state() + "|" + found.reason() + "|" + found.remedy());
                    }
                    try {
                        AsyncRuntime.create(RuntimeConfig.builder().backend("virtualthreads").build());
                    } catch (BackendUnavailableException e) {
                        System.out.println(e.getMessage());
                    }
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void theProviderIsCompiledForJava17AndTheRestForJava21() throws IOException {
        assertThat(List.of(
                        entry("provider", classFileVersion(VirtualThreadsProvider.class)),
                        entry("runtime", classFileVersion(VirtualThreadsRuntime.class))))
                .containsExactly(entry("provider", JAVA_17), entry("runtime", JAVA_21));
    }

    @Test
    void aJava17JvmListsItWithTheReason() throws IOException, InterruptedException {
        Optional<Path> java = java17();
        Assumptions.assumeTrue(java.isPresent(), "no JDK 17 in /usr/lib/jvm, nor by JAVA_HOME_17_X64 or JAVA_HOME");
        Path program = Files.writeString(folder.resolve("Lists.java"), PROGRAM);
        Process process = new ProcessBuilder(java.get().toString(), "-cp", classPath(), program.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output)
                .containsPattern(
                        "(?m)^virtualthreads\\|UNAVAILABLE\\|it needs Java 21 or newer, this is Java 17[^|]*\\|"
                                + "run on a newer JVM$")
                .containsPattern("(?m)^backend 'virtualthreads' was required \\(builder\\) but it needs Java 21");
    }

    private static int classFileVersion(Class<?> type) throws IOException {
        try (InputStream file = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            DataInputStream data = new DataInputStream(file);
            data.readInt(); // the magic number
            data.readUnsignedShort(); // the minor version
            return data.readUnsignedShort();
        }
    }

    /** What this backend needs at run time, and nothing of the tests. */
    private static String classPath() {
        return Stream.of(
                        VirtualThreadsProvider.class,
                        AsyncRuntime.class,
                        RuntimeConfig.class,
                        Mono.class,
                        Publisher.class,
                        Logger.class)
                .map(type -> Path.of(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .toString())
                .distinct()
                .collect(Collectors.joining(java.io.File.pathSeparator));
    }

    private static Optional<Path> java17() throws IOException {
        Stream<Path> installed = Stream.empty();
        Path usual = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(usual)) {
            try (Stream<Path> found = Files.list(usual)) {
                installed = found.toList().stream();
            }
        }
        Stream<Path> named = Stream.of("JAVA_HOME_17_X64", "JAVA_HOME")
                .map(System::getenv)
                .filter(home -> home != null)
                .map(Path::of);
        return Stream.concat(named, installed)
                .filter(OlderJavaTest::isJdk17)
                .map(home -> home.resolve("bin").resolve("java"))
                .findFirst();
    }

    private static boolean isJdk17(Path home) {
        Path release = home.resolve("release");
        try {
            return Files.isExecutable(home.resolve("bin").resolve("javac"))
                    && Files.isReadable(release)
                    && Files.readString(release).contains("JAVA_VERSION=\"17");
        } catch (IOException e) {
            return false;
        }
    }
}
