package dev.plinth.cli.db;

import dev.plinth.cli.load.CannotRunException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where pgbench is: on the machine, else in a folder of ours, where Debian's package is unpacked.
 *
 * @param libraries where the libraries are that it needs beside the machine's; null if it needs none
 */
record PgbenchProgram(Path path, Path libraries) {

    private static final int FETCH_SECONDS = 25;

    /** Where Debian puts it; what it puts on PATH is a script that finds this one. */
    private static final String DEBIAN = "usr/lib/postgresql";

    /**
     * Finds it, or fetches it.
     *
     * @throws CannotRunException saying why it is not to be had
     */
    static PgbenchProgram find() throws CannotRunException, IOException, InterruptedException {
        String cache = System.getenv().getOrDefault("PLINTH_CACHE", System.getProperty("user.home") + "/.cache/plinth");
        Path folder = Path.of(cache, "pgbench");
        Optional<PgbenchProgram> here = below(Path.of("/"), null)
                .or(() -> onPath(System.getenv().getOrDefault("PATH", "")))
                .or(() -> unpacked(folder));
        if (here.isPresent()) {
            return here.get();
        }
        fetch(folder);
        PgbenchProgram fetched = unpacked(folder)
                .orElseThrow(() -> new CannotRunException("Debian's package has no pgbench in it; install it"));
        if (!fetched.runs()) {
            throw new CannotRunException("Debian's pgbench, unpacked in " + folder + ", does not run here; install it");
        }
        return fetched;
    }

    private static Optional<PgbenchProgram> onPath(String path) {
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, "pgbench"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(program -> new PgbenchProgram(program, null));
    }

    private static Optional<PgbenchProgram> unpacked(Path folder) {
        Path root = folder.resolve("unpacked");
        return below(root, root.resolve("usr/lib"));
    }

    /** The newest below {@code root}. */
    private static Optional<PgbenchProgram> below(Path root, Path libraries) {
        Path versions = root.resolve(DEBIAN);
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(versions)) {
            return all.map(version -> version.resolve("bin/pgbench"))
                    .filter(Files::isExecutable)
                    .max(Comparator.comparing(program -> program.toString().length() + program.toString()))
                    .map(program -> new PgbenchProgram(program, libraries));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void fetch(Path folder) throws CannotRunException, IOException, InterruptedException {
        Files.createDirectories(folder);
        Path log = folder.resolve("log");
        Path script = folder.resolve("fetch.sh");
        try (InputStream text = PgbenchProgram.class.getResourceAsStream("pgbench.sh")) {
            Files.write(script, text.readAllBytes());
        }
        Process process = new ProcessBuilder("sh", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(FETCH_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new CannotRunException("there is no pgbench here, and fetching Debian's took longer than "
                    + FETCH_SECONDS + " s; install it (package postgresql)");
        }
        if (process.exitValue() != 0) {
            List<String> lines = Files.readAllLines(log);
            String why = lines.isEmpty() ? "see " + log : lines.get(lines.size() - 1);
            throw new CannotRunException("there is no pgbench here: " + why + "; install it (package postgresql)");
        }
    }

    /** Its version, as it tells it. */
    String version() throws IOException {
        Process process = command(List.of("--version"), Map.of()).start();
        try (InputStream output = process.getInputStream()) {
            return new String(output.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
        }
    }

    private boolean runs() throws IOException {
        return version().contains("PostgreSQL");
    }

    /** Both of its streams are one. */
    ProcessBuilder command(List<String> arguments, Map<String, String> environment) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of(path.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        if (libraries != null) {
            builder.environment().put("LD_LIBRARY_PATH", libraryFolders());
        }
        return builder;
    }

    /** {@code usr/lib} and what is named for the machine in it: {@code usr/lib/x86_64-linux-gnu}. */
    private String libraryFolders() throws IOException {
        try (Stream<Path> folders = Files.list(libraries)) {
            return Stream.concat(Stream.of(libraries), folders.filter(Files::isDirectory))
                    .map(Path::toString)
                    .reduce((left, right) -> left + File.pathSeparator + right)
                    .orElseThrow();
        }
    }
}
