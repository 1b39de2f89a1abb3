package dev.plinth.cli.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether this process seems to run in a container: where io_uring is denied by default. */
final class Container {

    private static final List<String> NAMES = List.of("docker", "kubepods", "containerd", "libpod", "lxc");

    private Container() {}

    static String describe() {
        List<String> signs = new ArrayList<>();
        for (String file : List.of("/.dockerenv", "/run/.containerenv")) {
            if (Files.exists(Path.of(file))) {
                signs.add(file + " exists");
            }
        }
        List<String> groups = MachineFacts.lines("/proc/self/cgroup");
        NAMES.stream()
                .filter(name -> groups.stream().anyMatch(line -> line.contains(name)))
                .forEach(name -> signs.add("its cgroup names " + name));
        String quota = MachineFacts.text("/sys/fs/cgroup/cpu.max")
                .filter(text -> !text.startsWith("max"))
                .map(text -> "; CPU quota (cpu.max): " + text)
                .orElse("");
        return (signs.isEmpty() ? "no sign of one" : String.join(", ", signs)) + quota;
    }
}
