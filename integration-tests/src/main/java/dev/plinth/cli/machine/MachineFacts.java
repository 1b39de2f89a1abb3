package dev.plinth.cli.machine;

import io.netty.util.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kernel, the JVM and what this process is allowed, in words; what cannot be read says so. */
public final class MachineFacts {

    private static final String UNKNOWN = "cannot be read here";

    private MachineFacts() {}

    /** All facts by name, in an order to be read. */
    public static Map<String, String> read() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("architecture", System.getProperty("os.arch"));
        facts.put("CPU", cpuModel());
        facts.put(
                "CPUs",
                Runtime.getRuntime().availableProcessors() + " for this JVM; allowed: "
                        + status("Cpus_allowed_list").orElse(UNKNOWN));
        facts.put("JVM", jvm());
        facts.put("Netty", netty());
        facts.put("io_uring_disabled", ioUringDisabled());
        facts.put("seccomp", seccomp());
        facts.put("RLIMIT_MEMLOCK", memlock());
        facts.put("container", Container.describe());
        return facts;
    }

    private static String jvm() {
        return System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vm.name") + " ("
                + System.getProperty("java.vendor") + ")";
    }

    private static String netty() {
        Version transport = Version.identify().get("netty-transport");
        return transport == null ? UNKNOWN : transport.artifactVersion();
    }

    private static String cpuModel() {
        return lines("/proc/cpuinfo").stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** Values: Linux, Documentation/admin-guide/sysctl/kernel.rst, io_uring_disabled. */
    private static String ioUringDisabled() {
        return text("/proc/sys/kernel/io_uring_disabled")
                .map(value -> switch (value) {
                    case "0" -> "0: io_uring is allowed to all";
                    case "1" -> "1: io_uring is allowed to kernel.io_uring_group and CAP_SYS_ADMIN only";
                    case "2" -> "2: io_uring is denied to all";
                    default -> value;
                })
                .orElse("no such sysctl (a kernel before 6.6, or not Linux)");
    }

    /** Values: proc(5), /proc/pid/status, Seccomp. */
    private static String seccomp() {
        return status("Seccomp")
                .map(value -> switch (value) {
                    case "0" -> "0: no filter on this process";
                    case "1" -> "1: strict mode";
                    case "2" ->
                        "2: a filter is on this process, which may deny io_uring ("
                                + status("Seccomp_filters").orElse("?") + " filters)";
                    default -> value;
                })
                .orElse(UNKNOWN);
    }

    private static String memlock() {
        return lines("/proc/self/limits").stream()
                .filter(line -> line.startsWith("Max locked memory"))
                .map(line ->
                        line.substring("Max locked memory".length()).strip().split("\\s+"))
                .map(limits -> "soft " + bytes(limits[0]) + ", hard " + bytes(limits[1]))
                .findFirst()
                .orElse(UNKNOWN);
    }

    private static String bytes(String limit) {
        return limit.equals("unlimited") ? limit : Long.parseLong(limit) / 1024 + " KiB";
    }

    private static Optional<String> status(String name) {
        return lines("/proc/self/status").stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    static Optional<String> text(String file) {
        List<String> lines = lines(file);
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join("\n", lines).strip());
    }

    static List<String> lines(String file) {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            return List.of();
        }
        try {
            return Files.readAllLines(path);
        } catch (IOException e) {
            return List.of();
        }
    }
}
