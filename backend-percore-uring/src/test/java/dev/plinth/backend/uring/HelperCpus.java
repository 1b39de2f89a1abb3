package dev.plinth.backend.uring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/** The CPUs of another thread, from /proc, which shows the first 15 characters of its name. */
final class HelperCpus {

    private HelperCpus() {}

    static BitSet ofThread(String name) throws IOException {
        String comm = name.substring(0, Math.min(15, name.length()));
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            Path task = tasks.filter(
                            candidate -> lines(candidate.resolve("comm")).equals(List.of(comm)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no thread " + comm));
            String mask = lines(task.resolve("status")).stream()
                    .filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .findFirst()
                    .orElseThrow();
            return parse(mask.substring(mask.indexOf(':') + 1).trim());
        }
    }

    private static BitSet parse(String list) {
        BitSet cpus = new BitSet();
        for (String range : list.split(",")) {
            String[] ends = range.split("-");
            cpus.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
        }
        return cpus;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
