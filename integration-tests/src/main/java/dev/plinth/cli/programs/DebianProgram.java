package dev.plinth.cli.programs;

import dev.plinth.cli.load.CannotRunException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A program that Debian has: on the machine, else in a folder of ours, where Debian's package is unpacked.
 *
 * @param name its file's
 * @param aptPackage what brings it, as one would install it; one that stands for a numbered one ({@code postgresql}) too
 * @param library the package whose libraries it needs
 * @param folders where the package has it, below the root: a path, {@code *} for any one folder in it
 */
public record DebianProgram(String name, String aptPackage, String library, String folders) {

    private static final int FETCH_SECONDS = 25;

    /**
     * Finds it, or fetches it.
     *
     * @throws CannotRunException saying why it is not to be had
     */
    public NativeProgram find() throws CannotRunException, IOException, InterruptedException {
        String cache = System.getenv().getOrDefault("PLINTH_CACHE", System.getProperty("user.home") + "/.cache/plinth");
        Path folder = Path.of(cache, name);
        // What a package puts on PATH may be a script that finds the program in its folder.
        Optional<NativeProgram> here = below(Path.of("/"), null)
                .or(() -> onPath(System.getenv().getOrDefault("PATH", "")))
                .or(() -> unpacked(folder));
        if (here.isPresent()) {
            return here.get();
        }
        fetch(folder);
        NativeProgram fetched = unpacked(folder)
                .orElseThrow(() -> new CannotRunException("Debian's package has no " + name + " in it; install it"));
        if (!fetched.runs()) {
            throw new CannotRunException(
                    "Debian's " + name + ", unpacked in " + folder + ", does not run here; install it");
        }
        return fetched;
    }

    private Optional<NativeProgram> onPath(String path) {
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(program -> new NativeProgram(program, null));
    }

    private Optional<NativeProgram> unpacked(Path folder) {
        Path root = folder.resolve("unpacked");
        return below(root, root.resolve("usr/lib"));
    }

    /** The newest below {@code root}. */
    private Optional<NativeProgram> below(Path root, Path libraries) {
        int star = folders.indexOf("*");
        Stream<Path> all = star < 0
                ? Stream.of(root.resolve(folders))
                : within(root.resolve(folders.substring(0, star)))
                        .map(one -> one.resolve(folders.substring(star + 2))); // behind "*/"
        return all.map(one -> one.resolve(name))
                .filter(Files::isExecutable)
                .max(Comparator.comparing(program -> program.toString().length() + program.toString()))
                .map(program -> new NativeProgram(program, libraries));
    }

    private static Stream<Path> within(Path folder) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            return StreamSupport.stream(all.spliterator(), false).toList().stream();
        } catch (IOException e) {
            return Stream.empty(); // there is none
        }
    }

    private void fetch(Path folder) throws CannotRunException, IOException, InterruptedException {
        Files.createDirectories(folder);
        Path log = folder.resolve("log");
        Path script = folder.resolve("fetch.sh");
        try (InputStream text = DebianProgram.class.getResourceAsStream("fetch.sh")) {
            Files.write(script, text.readAllBytes());
        }
        Process process = new ProcessBuilder("sh", script.toString(), aptPackage, library)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(FETCH_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new CannotRunException("there is no " + name + " here, and fetching Debian's took longer than "
                    + FETCH_SECONDS + " s; install it (package " + aptPackage + ")");
        }
        if (process.exitValue() != 0) {
            List<String> lines = Files.readAllLines(log);
            String why = lines.isEmpty() ? "see " + log : lines.get(lines.size() - 1);
            throw new CannotRunException(
                    "there is no " + name + " here: " + why + "; install it (package " + aptPackage + ")");
        }
    }
}
