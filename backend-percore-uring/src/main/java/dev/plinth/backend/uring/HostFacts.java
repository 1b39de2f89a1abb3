package dev.plinth.backend.uring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What about this machine decides whether io_uring can run.
 *
 * @param os the operating system's name
 * @param arch the processor's
 * @param kernel the kernel's release
 * @param seccompMode {@code Seccomp:} of /proc/thread-self/status: 2 is a filter; -1 if unknown
 * @param ioUringDisabled /proc/sys/kernel/io_uring_disabled; -1 if there is none (before Linux 6.6)
 * @param container whether this looks like a container
 * @param memlockLimit the soft limit of locked memory, as /proc/self/limits has it
 */
record HostFacts(
        String os,
        String arch,
        String kernel,
        int seccompMode,
        int ioUringDisabled,
        boolean container,
        String memlockLimit) {

    private static final Pattern RELEASE = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})");
    private static final Path PROC = Path.of("/proc");

    static HostFacts read() {
        return new HostFacts(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                System.getProperty("os.version"),
                number(after(lines(PROC.resolve("thread-self/status")), "Seccomp:")),
                number(String.join("", lines(PROC.resolve("sys/kernel/io_uring_disabled")))),
                looksLikeContainer(),
                memlock(lines(PROC.resolve("self/limits"))));
    }

    /** Whether the kernel's release is this one or later; false if that cannot be told. */
    boolean kernelAtLeast(int major, int minor) {
        Matcher release = RELEASE.matcher(kernel);
        if (!release.lookingAt()) {
            return false;
        }
        int foundMajor = Integer.parseInt(release.group(1));
        return foundMajor > major || foundMajor == major && Integer.parseInt(release.group(2)) >= minor;
    }

    private static boolean looksLikeContainer() {
        return Files.exists(Path.of("/.dockerenv"))
                || Files.exists(Path.of("/run/.containerenv"))
                || System.getenv("KUBERNETES_SERVICE_HOST") != null;
    }

    private static String memlock(List<String> limits) {
        String[] fields = after(limits, "Max locked memory").trim().split("\\s+");
        return fields[0].isEmpty() ? "unknown" : fields[0];
    }

    private static String after(List<String> lines, String label) {
        return lines.stream()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()))
                .findFirst()
                .orElse("");
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text.trim());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException | RuntimeException e) {
            return List.of(); // not Linux, or hidden: the fact is then unknown
        }
    }
}
