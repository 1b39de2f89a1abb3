package dev.plinth.cli.programs;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A program that can be run.
 *
 * @param libraries where the libraries are that it needs beside the machine's; null if it needs none
 */
public record NativeProgram(Path path, Path libraries) {

    /** Its version, as it tells it. */
    public String version() throws IOException {
        Process process = command(List.of("--version"), Map.of()).start();
        try (InputStream output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    /** Whether it does, and is what its name says. */
    boolean runs() throws IOException {
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
