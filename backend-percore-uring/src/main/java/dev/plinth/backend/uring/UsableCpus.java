package dev.plinth.backend.uring;

import java.util.BitSet;
import java.util.Map;
import java.util.Optional;

/**
 * The CPUs that this process may use, which in a container are not those that the machine has.
 *
 * @param allowed those that it may use
 * @param online those of the machine that run
 * @param affinity the process's affinity mask
 * @param limits what its control groups leave it
 * @param topology how {@code allowed} lie to each other
 */
record UsableCpus(BitSet allowed, BitSet online, BitSet affinity, CgroupLimits limits, CpuTopology topology) {

    private static final String MASK = "Cpus_allowed_list:";

    /**
     * Reads.
     *
     * @param affinity as sched_getaffinity(2) has it; where it cannot be asked, /proc tells the same
     */
    static UsableCpus read(KernelFiles files, Optional<BitSet> affinity) {
        BitSet mask = affinity.orElseGet(() -> files.lines("proc/self/status").stream()
                .filter(line -> line.startsWith(MASK))
                .map(line -> KernelFiles.cpusIn(line.substring(MASK.length())))
                .findFirst()
                .orElseGet(BitSet::new));
        BitSet online = files.cpus("sys/devices/system/cpu/online");
        CgroupLimits limits = CgroupLimits.read(files);
        BitSet allowed = smallest(smallest(mask, online), limits.cpuset());
        return new UsableCpus(allowed, online, mask, limits, CpuTopology.read(files, allowed));
    }

    /** What is in both, but for one of which nothing is known, or which contradicts the other. */
    private static BitSet smallest(BitSet cpus, BitSet limit) {
        if (limit == null || limit.isEmpty()) {
            return cpus;
        }
        BitSet both = (BitSet) cpus.clone();
        both.and(limit);
        return cpus.isEmpty() ? limit : both.isEmpty() ? cpus : both;
    }

    /** "1 of 0-1 (affinity 1, cpuset none, quota none)". */
    String describe() {
        return CpuList.text(allowed) + " of " + (online.isEmpty() ? "an unknown number" : CpuList.text(online))
                + " (affinity " + (affinity.isEmpty() ? "unknown" : CpuList.text(affinity)) + ", " + limits.describe()
                + ")";
    }

    /** For {@link dev.plinth.api.AsyncRuntime#info()}. */
    Map<String, String> details() {
        return Map.of("cpus", describe(), "numa", topology.describeNodes());
    }
}
