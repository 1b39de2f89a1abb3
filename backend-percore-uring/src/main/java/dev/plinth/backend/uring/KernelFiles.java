package dev.plinth.backend.uring;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The files of /proc and /sys. What is missing, hidden or not understood reads as empty: a fact that
 * is not known.
 *
 * @param root where they are; {@code /}, but for tests
 */
record KernelFiles(Path root) {

    static final KernelFiles OF_THIS_MACHINE = new KernelFiles(Path.of("/"));

    /** All lines; {@code path} with or without a slash at its beginning. */
    List<String> lines(String path) {
        try {
            return Files.readAllLines(at(path));
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
    }

    /** The first line, trimmed. */
    String line(String path) {
        List<String> lines = lines(path);
        return lines.isEmpty() ? "" : lines.get(0).trim();
    }

    /** A file that holds a list of CPUs. */
    BitSet cpus(String path) {
        return cpusIn(line(path));
    }

    static BitSet cpusIn(String list) {
        try {
            return CpuList.parse(list);
        } catch (IllegalArgumentException e) {
            return new BitSet();
        }
    }

    /** The numbers n of the entries {@code prefix}n of a folder, ascending. */
    List<Integer> numbered(String folder, String prefix) {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(at(folder), prefix + "*")) {
            for (Path entry : entries) {
                String number = entry.getFileName().toString().substring(prefix.length());
                if (number.matches("\\d{1,6}")) {
                    numbers.add(Integer.parseInt(number));
                }
            }
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
        numbers.sort(null);
        return numbers;
    }

    private Path at(String path) {
        return root.resolve(path.startsWith("/") ? path.substring(1) : path);
    }
}
