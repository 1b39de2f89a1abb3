package dev.plinth.backend.uring;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How CPUs lie to each other: on which NUMA node each is, and with which others it shares a physical
 * core.
 *
 * <p>Physical cores are told by the lists of siblings, not by the numbers of cores and packages: those
 * are not unique, and on many an aarch64 machine not there. A CPU of which nothing is known is a core
 * of its own, on node -1.
 *
 * @param cpus by number
 */
record CpuTopology(List<Cpu> cpus) {

    private static final String CPU = "sys/devices/system/cpu/cpu";
    private static final String NODES = "sys/devices/system/node";

    /**
     * One CPU.
     *
     * @param id its number
     * @param node its NUMA node, -1 if not known
     * @param core the physical core: the lowest number of a CPU on it
     * @param sibling how many of the CPUs that count here come before it on that core
     */
    record Cpu(int id, int node, int core, int sibling) {}

    /** Of {@code usable}; the others do not count. */
    static CpuTopology read(KernelFiles files, BitSet usable) {
        Map<Integer, Integer> nodes = new HashMap<>();
        for (int node : files.numbered(NODES, "node")) {
            files.cpus(NODES + "/node" + node + "/cpulist").stream().forEach(cpu -> nodes.put(cpu, node));
        }
        List<Cpu> cpus = new ArrayList<>();
        usable.stream().forEach(id -> {
            BitSet siblings = siblings(files, id);
            int core = siblings.nextSetBit(0);
            siblings.and(usable);
            int before = (int) siblings.stream().filter(other -> other < id).count();
            cpus.add(new Cpu(id, nodes.getOrDefault(id, -1), core, before));
        });
        return new CpuTopology(List.copyOf(cpus));
    }

    private static BitSet siblings(KernelFiles files, int cpu) {
        BitSet siblings = files.cpus(CPU + cpu + "/topology/core_cpus_list");
        if (siblings.isEmpty()) {
            siblings = files.cpus(CPU + cpu + "/topology/thread_siblings_list"); // its name before Linux 5.3
        }
        siblings.set(cpu);
        return siblings;
    }

    /**
     * The order that keeps cores apart: node after node by turns; a second CPU of a physical core only
     * when each has given its first.
     */
    List<Integer> spread() {
        Map<List<Integer>, Integer> taken = new HashMap<>(); // of a node, with that many siblings before
        record Placed(Cpu cpu, int turn) {}
        return cpus.stream()
                .sorted(Comparator.comparingInt(Cpu::core).thenComparingInt(Cpu::id))
                .map(cpu -> new Placed(cpu, taken.merge(List.of(cpu.node(), cpu.sibling()), 1, Integer::sum)))
                .sorted(Comparator.comparingInt((Placed placed) -> placed.cpu().sibling())
                        .thenComparingInt(Placed::turn)
                        .thenComparingInt(placed -> placed.cpu().node()))
                .map(placed -> placed.cpu().id())
                .toList();
    }

    /** The order that keeps cores together: all CPUs of a physical core, then its node's next, then the next node. */
    List<Integer> pack() {
        return cpus.stream()
                .sorted(Comparator.comparingInt(Cpu::node)
                        .thenComparingInt(Cpu::core)
                        .thenComparingInt(Cpu::id))
                .map(Cpu::id)
                .toList();
    }

    /** The node that all of {@code some} are on, or -1. */
    int nodeOf(BitSet some) {
        int[] nodes = cpus.stream()
                .filter(cpu -> some.get(cpu.id()))
                .mapToInt(Cpu::node)
                .distinct()
                .toArray();
        return nodes.length == 1 ? nodes[0] : -1;
    }

    /** "node 0: 0-7, node 1: 8-15", or "unknown". */
    String describeNodes() {
        Map<Integer, BitSet> nodes = new TreeMap<>();
        for (Cpu cpu : cpus) {
            nodes.computeIfAbsent(cpu.node(), node -> new BitSet()).set(cpu.id());
        }
        if (nodes.keySet().stream().allMatch(node -> node < 0)) {
            return "unknown";
        }
        return nodes.entrySet().stream()
                .map(node -> (node.getKey() < 0 ? "no node" : "node " + node.getKey()) + ": "
                        + CpuList.text(node.getValue()))
                .collect(Collectors.joining(", "));
    }
}
