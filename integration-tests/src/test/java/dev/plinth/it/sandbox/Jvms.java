package dev.plinth.it.sandbox;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The JVMs of this machine, by feature number: those in /usr/lib/jvm, the one that runs, and the java executables named
 * in the environment variable PLINTH_TEST_JVMS ({@code 21=/path/to/java:…}).
 */
final class Jvms {

    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    private Jvms() {}

    static Map<Integer, Path> installed() throws IOException {
        Map<Integer, Path> found = new TreeMap<>();
        if (Files.isDirectory(INSTALLED)) {
            try (Stream<Path> homes = Files.list(INSTALLED)) {
                for (Path home : homes.toList()) {
                    feature(home, found);
                }
            }
        }
        String named = System.getenv("PLINTH_TEST_JVMS");
        for (String entry : named == null ? new String[0] : named.split(File.pathSeparator)) {
            String[] parts = entry.split("=", 2);
            found.put(Integer.valueOf(parts[0]), Path.of(parts[1]));
        }
        found.put(Runtime.version().feature(), current());
        return found;
    }

    static Path current() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private static void feature(Path home, Map<Integer, Path> found) throws IOException {
        Path release = home.resolve("release");
        Path java = home.resolve("bin/java");
        if (!Files.isReadable(release) || !Files.isExecutable(java)) {
            return;
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(release)) {
            properties.load(in);
        }
        String version = properties.getProperty("JAVA_VERSION", "\"0\"").replace("\"", "");
        int feature = Integer.parseInt(version.split("[^0-9]")[0]);
        if (feature >= 17) {
            found.put(feature, java);
        }
    }

    /** What a child said and how it ended. */
    record Ended(int exitCode, String output) {}

    /** Runs {@code plinth ARGUMENTS} on a JVM, as a user would, with io_uring denied if {@code errno} is not 0. */
    static Ended plinth(Path java, int errno, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        String classpath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Stream<String> program = Stream.concat(
                Stream.of(
                        java.toString(),
                        "-Xmx256m",
                        "-Dlogback.configurationFile=plinth-log.xml",
                        "-cp",
                        classpath,
                        "dev.plinth.cli.Plinth"),
                Arrays.stream(arguments));
        Stream<String> sandbox = Stream.of(
                current().toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx64m",
                "-cp",
                classpath,
                SeccompFilter.class.getName(),
                Integer.toString(errno));
        List<String> command = (errno == 0 ? program : Stream.concat(sandbox, program)).toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PLINTH_"));
        builder.environment().putAll(new LinkedHashMap<>(environment));
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            String output = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("the child does not end; it said: " + output);
            }
            return new Ended(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }
}
