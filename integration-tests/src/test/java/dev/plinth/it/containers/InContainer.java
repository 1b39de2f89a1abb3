package dev.plinth.it.containers;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Runs {@code plinth info}, and other programs, in containers of the image that docker/images makes. */
final class InContainer {

    /** Debian and a JRE of this machine's JDK. */
    static final String JAVA = "plinth/java:local";

    static final Path REPOSITORY = repository();

    private InContainer() {}

    /** What a container said, on both streams, and how it ended. */
    record Ended(int exitCode, String output) {}

    /** {@code docker run … plinth info}, with the classes of this build mounted. */
    static Ended info(String... options) throws IOException, InterruptedException {
        String classpath = String.join(File.pathSeparator, classpath());
        List<String> command = new ArrayList<>(List.of("run", "--rm", "--network", "none"));
        for (Path folder : folders()) {
            command.addAll(List.of("-v", folder + ":" + folder + ":ro"));
        }
        command.addAll(List.of(options));
        command.addAll(List.of(
                JAVA,
                "java",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dlogback.configurationFile=plinth-log.xml",
                // on a busy machine a core that waits for its turn is no news, and would be in the output
                "-Dplinth.stall-threshold=0",
                "-cp",
                classpath,
                "dev.plinth.cli.Plinth",
                "info"));
        return docker(command.toArray(String[]::new));
    }

    /** The classes and libraries of this build, without the tests. */
    static List<String> classpath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> !entry.isBlank() && !entry.endsWith("test-classes"))
                .distinct()
                .toList();
    }

    /** What must be mounted for that: this repository, and Maven's, as the libraries' common folder. */
    private static Set<Path> folders() {
        Path libraries = null;
        for (String entry : classpath()) {
            Path path = Path.of(entry).toAbsolutePath().normalize();
            if (!path.startsWith(REPOSITORY)) {
                libraries = libraries == null ? path.getParent() : common(libraries, path);
            }
        }
        Set<Path> folders = new LinkedHashSet<>(List.of(REPOSITORY));
        if (libraries != null) {
            folders.add(libraries);
        }
        return folders;
    }

    private static Path common(Path folder, Path path) {
        Path shared = folder;
        while (!path.startsWith(shared)) {
            shared = shared.getParent();
        }
        return shared;
    }

    /** Runs Docker's client. */
    static Ended docker(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("docker does not end; it said: " + output);
            }
            return new Ended(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!folder.resolve("mvnw").toFile().exists()) {
            folder = folder.getParent();
        }
        return folder;
    }
}
