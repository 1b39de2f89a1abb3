package dev.plinth.backend.uring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;

/** Trees of /proc and /sys as other machines have them. */
final class FakeMachine {

    private static final String CPU = "sys/devices/system/cpu";

    private final Path root;

    FakeMachine(Path root) {
        this.root = root;
    }

    /**
     * Two sockets of four physical cores of two threads each, numbered as such machines do: 0-3 and 8-11
     * on node 0, 4-7 and 12-15 on node 1, and n+8 is the sibling of n.
     */
    static FakeMachine twoSockets(Path root) {
        FakeMachine machine = new FakeMachine(root)
                .file(CPU + "/online", "0-15")
                .affinity("0-15")
                .node(0, "0-3,8-11")
                .node(1, "4-7,12-15");
        for (int cpu = 0; cpu < 16; cpu++) {
            machine.siblings(cpu, cpu % 8 + "," + (cpu % 8 + 8));
        }
        return machine;
    }

    FakeMachine online(String list) {
        return file(CPU + "/online", list);
    }

    FakeMachine affinity(String list) {
        return file(
                "proc/self/status", "Name:\tjava\nCpus_allowed:\tffff\nCpus_allowed_list:\t" + list + "\nSeccomp:\t0");
    }

    FakeMachine siblings(int cpu, String list) {
        return file(CPU + "/cpu" + cpu + "/topology/core_cpus_list", list);
    }

    FakeMachine node(int node, String list) {
        return file("sys/devices/system/node/node" + node + "/cpulist", list);
    }

    /** The group of this process, and where its hierarchy is mounted. */
    FakeMachine cgroups(String groups, String mounts) {
        return file("proc/self/cgroup", groups).file("proc/self/mountinfo", mounts);
    }

    FakeMachine file(String path, String content) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content + "\n");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    KernelFiles files() {
        return new KernelFiles(root);
    }

    /** As a JVM sees it that cannot ask the kernel, only /proc. */
    UsableCpus usable() {
        return UsableCpus.read(files(), Optional.empty());
    }

    CpuTopology topology() {
        return usable().topology();
    }

    static BitSet cpus(String list) {
        return CpuList.parse(list);
    }
}
