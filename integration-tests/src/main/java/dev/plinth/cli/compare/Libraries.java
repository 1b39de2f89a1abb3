package dev.plinth.cli.compare;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which of this program's libraries a contestant's JVM gets, by the start of their file names: what a
 * client finds on its classpath decides what it runs on, so each gets its own and no more.
 */
public final class Libraries {

    /** What the load generator itself needs; every contestant has it. */
    private static final List<String> OWN =
            List.of("HdrHistogram-", "jackson-jr-objects-", "jackson-core-", "slf4j-api-", "logback-");

    private final List<String> names;
    private final boolean only;

    private Libraries(boolean only, List<String> names) {
        this.only = only;
        this.names = List.copyOf(names);
    }

    /** These libraries and no others. */
    public static Libraries only(String... names) {
        return new Libraries(true, List.of(names));
    }

    /** All libraries but these. */
    public static Libraries allBut(String... names) {
        return new Libraries(false, List.of(names));
    }

    /** These, and more. */
    public Libraries and(String... more) {
        return new Libraries(
                only,
                java.util.stream.Stream.concat(names.stream(), Arrays.stream(more))
                        .toList());
    }

    /** A classpath with these libraries of {@code classpath}, and the program itself. */
    public String classpath(String classpath) {
        Path self = self();
        return Arrays.stream(classpath.split(File.pathSeparator))
                .filter(entry -> !entry.isBlank())
                .filter(entry -> Path.of(entry).toAbsolutePath().equals(self) || has(entry))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private boolean has(String entry) {
        String file = Path.of(entry).getFileName().toString();
        return startsWith(OWN, file) || startsWith(names, file) == only;
    }

    private static boolean startsWith(List<String> names, String file) {
        return names.stream().anyMatch(file::startsWith);
    }

    private static Path self() {
        try {
            return Path.of(Libraries.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
