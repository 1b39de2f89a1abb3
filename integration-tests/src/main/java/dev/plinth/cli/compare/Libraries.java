package dev.plinth.cli.compare;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    private final String folder;

    private Libraries(boolean only, List<String> names, String folder) {
        this.only = only;
        this.names = List.copyOf(names);
        this.folder = folder;
    }

    /** These libraries and no others. */
    public static Libraries only(String... names) {
        return new Libraries(true, List.of(names), null);
    }

    /** All libraries but these. */
    public static Libraries allBut(String... names) {
        return new Libraries(false, List.of(names), null);
    }

    /** These, and more. */
    public Libraries and(String... more) {
        return new Libraries(
                only, Stream.concat(names.stream(), Arrays.stream(more)).toList(), folder);
    }

    /** These, and the jars of a folder that the build put beside the program: versions that the program itself lacks. */
    public Libraries andOf(String folderOfBuild) {
        return new Libraries(only, names, folderOfBuild);
    }

    /** A classpath with these libraries of {@code classpath}, and the program itself. */
    public String classpath(String classpath) {
        Path self = self();
        return Stream.concat(
                        Arrays.stream(classpath.split(File.pathSeparator))
                                .filter(entry -> !entry.isBlank())
                                .filter(entry -> Path.of(entry).toAbsolutePath().equals(self) || has(entry)),
                        jars(self))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Stream<String> jars(Path self) {
        if (folder == null) {
            return Stream.empty();
        }
        Path jars = self.resolveSibling(folder);
        try (Stream<Path> all = Files.list(jars)) {
            return all.map(Path::toString).toList().stream();
        } catch (IOException e) {
            throw new IllegalStateException("the build has put no libraries in " + jars, e);
        }
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
