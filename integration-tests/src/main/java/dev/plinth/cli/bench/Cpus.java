package dev.plinth.cli.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which CPUs this process may use, and how to start another on one of them. */
public final class Cpus {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";

    private final List<Integer> allowed;
    private final boolean canPin;

    private Cpus(List<Integer> allowed, boolean canPin) {
        this.allowed = allowed;
        this.canPin = canPin;
    }

    /** As it is here and now. */
    public static Cpus read() {
        List<Integer> allowed = allowed();
        return new Cpus(allowed, !allowed.isEmpty() && installed("taskset"));
    }

    /** Whether a process can be started on one CPU. */
    public boolean canPin() {
        return canPin;
    }

    /** How many there are to pin to. */
    public int count() {
        return allowed.size();
    }

    /** What to put before a command so that it runs on the {@code n}-th of the CPUs, the last if there are fewer. */
    public List<String> on(int n) {
        if (!canPin) {
            return List.of();
        }
        return List.of("taskset", "-c", Integer.toString(allowed.get(Math.min(n, allowed.size() - 1))));
    }

    private static boolean installed(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    private static List<Integer> allowed() {
        if (!Files.isReadable(STATUS)) {
            return List.of();
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(ALLOWED))
                    .map(line -> parse(line.substring(ALLOWED.length()).strip()))
                    .findFirst()
                    .orElse(List.of());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** {@code 0-3,8} as the numbers it stands for. */
    static List<Integer> parse(String list) {
        List<Integer> cpus = new ArrayList<>();
        for (String range : list.split(",")) {
            String[] ends = range.split("-");
            for (int cpu = Integer.parseInt(ends[0]); cpu <= Integer.parseInt(ends[ends.length - 1]); cpu++) {
                cpus.add(cpu);
            }
        }
        return cpus;
    }
}
