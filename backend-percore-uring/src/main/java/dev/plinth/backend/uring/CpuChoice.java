package dev.plinth.backend.uring;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which CPUs to pin to, or why not to. Runtimes of one process take different CPUs; of other
 * processes nothing is known, so they begin at different places.
 *
 * @param cpus one for each core, empty if they are not to be pinned
 * @param obstacle why not, or null
 */
record CpuChoice(List<Integer> cpus, String obstacle) {

    private static final BitSet TAKEN = new BitSet();

    /**
     * Chooses and takes.
     *
     * @param cores how many cores
     * @param allowed the CPUs of this process
     * @param processors what the JVM may use at a time, fewer than {@code allowed} under a CPU quota
     * @param start where to begin among the CPUs that are free
     * @param insist whether to pin under a quota, too
     */
    static CpuChoice take(int cores, BitSet allowed, int processors, long start, boolean insist) {
        int count = allowed.cardinality();
        if (cores > count) {
            return unpinned("there are " + cores + " cores for " + count + " CPUs");
        }
        if (processors < count && !insist) {
            return unpinned("the JVM may use " + processors + " of " + count
                    + " CPUs at a time (a CPU quota), and whoever else runs under one might be pinned to the same"
                    + " CPUs; plinth.uring.pin=on pins all the same");
        }
        synchronized (TAKEN) {
            BitSet free = (BitSet) allowed.clone();
            free.andNot(TAKEN);
            if (free.cardinality() < cores) {
                return unpinned("other runtimes of this process are pinned to " + (count - free.cardinality())
                        + " of its " + count + " CPUs");
            }
            int[] candidates = free.stream().toArray();
            List<Integer> cpus = new ArrayList<>();
            for (int i = 0; i < cores; i++) {
                cpus.add(candidates[(int) Math.floorMod(start + i, (long) candidates.length)]);
            }
            cpus.sort(null);
            cpus.forEach(TAKEN::set);
            return new CpuChoice(List.copyOf(cpus), null);
        }
    }

    static CpuChoice unpinned(String obstacle) {
        return new CpuChoice(List.of(), obstacle);
    }

    /** Gives them back. */
    void release() {
        synchronized (TAKEN) {
            cpus.forEach(TAKEN::clear);
        }
    }
}
