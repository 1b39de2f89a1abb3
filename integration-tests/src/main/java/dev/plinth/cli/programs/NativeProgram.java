package dev.plinth.cli.programs;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A program that can be run.
 *
 * @param libraries where the libraries are that it needs beside the machine's; null if it needs none
 */
public record NativeProgram(Path path, Path libraries) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Its version, as it tells it.
     *
     * @throws IOException if it cannot be started, or does not tell it within 10 s
     */
    public String version() throws IOException, InterruptedException {
        return version(PATIENCE);
    }

    String version(Duration patience) throws IOException, InterruptedException {
        Process process = command(List.of("--version"), Map.of()).start();
        FutureTask<byte[]> output =
                new FutureTask<>(() -> process.getInputStream().readAllBytes());
        Thread reader = new Thread(output, "version-of-" + path.getFileName());
        reader.setDaemon(true);
        reader.start();
        try {
            return new String(output.get(patience.toMillis(), TimeUnit.MILLISECONDS), StandardCharsets.UTF_8).strip();
        } catch (TimeoutException e) {
            throw new IOException(path + " --version did not end within " + patience.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(path + " --version: what it says could not be read", e.getCause());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly); // they may hold its output open
            process.destroyForcibly();
        }
    }

    /** Whether it does, and is what its name says. */
    boolean runs() throws IOException, InterruptedException {
        return version().startsWith(path.getFileName().toString());
    }

    /** Both of its streams are one. */
    public ProcessBuilder command(List<String> arguments, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>(List.of(path.toString()));
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
