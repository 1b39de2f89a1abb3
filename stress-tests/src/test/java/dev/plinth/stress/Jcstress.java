package dev.plinth.stress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/** Runs jcstress in a JVM of its own, which starts one for each test, and reads the results. */
final class Jcstress {

    /** One JVM a test, all actors compiled alike and left to the scheduler. */
    private static final List<String> SHORT = List.of(
            "-f",
            "1",
            "-iters",
            "2",
            "-sc",
            "false",
            "-af",
            "NONE",
            "-jvmArgs",
            "--enable-native-access=ALL-UNNAMED -Xmx256m -XX:+UseSerialGC");

    /** One of jcstress's own modes instead (quick, default, tough, stress): minutes to hours. */
    private static final String MODE = System.getProperty("plinth.stress.mode");

    private static final long LIMIT_SECONDS = MODE == null ? 200 : TimeUnit.HOURS.toSeconds(12);

    private Jcstress() {}

    /** Runs the tests whose names match, each for two times {@code millis}, or as {@code plinth.stress.mode} says. By test: what was seen in it, all its runs together. */
    static Map<String, Seen> run(String tests, long millis, Path parent) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(parent, "run");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.openjdk.jcstress.Main",
                "-t",
                tests,
                "-r",
                folder.toString()));
        if (MODE == null) {
            command.addAll(SHORT);
            command.addAll(List.of("-time", Long.toString(millis)));
        } else {
            command.addAll(List.of("-m", MODE));
        }
        Path log = Files.createTempFile(folder, "jcstress", ".log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(
                        "jcstress did not end within " + LIMIT_SECONDS + " s; it said:\n" + Files.readString(log));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return read(folder, Files.readString(log, StandardCharsets.UTF_8));
    }

    private static Map<String, Seen> read(Path folder, String log) throws IOException {
        Map<String, Seen> seen = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> results = files.filter(
                            file -> file.getFileName().toString().startsWith("jcstress-results"))
                    .toList();
            if (results.size() != 1) {
                throw new AssertionError("jcstress left no results; it said:\n" + log);
            }
            DiskReadCollector collector = new DiskReadCollector(
                    results.get(0).toString(),
                    result -> seen.computeIfAbsent(result.getName(), name -> new Seen())
                            .add(result));
            collector.dump();
            collector.close();
        } catch (ClassNotFoundException e) {
            throw new IOException("the results of jcstress cannot be read", e);
        }
        return seen;
    }

    /** What one test has shown. */
    static final class Seen {

        private final Map<String, Long> forbidden = new TreeMap<>();
        private final List<String> failures = new ArrayList<>();
        private long samples;

        private void add(TestResult result) {
            samples += result.getTotalCount();
            if (result.status() != Status.NORMAL) {
                failures.add(result.status() + " " + result.getMessages() + result.getVmErr());
            }
            result.grading().gradingResults.values().stream()
                    .filter(grade -> grade.expect == Expect.FORBIDDEN && grade.count > 0)
                    .forEach(grade -> forbidden.merge(grade.id, grade.count, Long::sum));
        }

        long samples() {
            return samples;
        }

        /** Outcomes that must not be, and how often they were. */
        Map<String, Long> forbidden() {
            return forbidden;
        }

        /** Runs that did not end as they should: a crash, an exception, a hang. */
        List<String> failures() {
            return failures;
        }
    }
}
