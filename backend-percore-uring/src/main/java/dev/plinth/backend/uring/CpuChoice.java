package dev.plinth.backend.uring;

import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * The CPUs of each core, or why they are not to be had. What is chosen is in use until {@link #release()}.
 *
 * @param perCore the CPUs that each core is bound to, one or several; empty if they are not bound
 * @param obstacle why not, or null
 * @param remedy what to do about it, or null
 * @param warning what is not as it might be although it was done, or null
 */
record CpuChoice(List<BitSet> perCore, String obstacle, String remedy, String warning) {

    static CpuChoice unpinned(String obstacle, String remedy) {
        return new CpuChoice(List.of(), obstacle, remedy, null);
    }

    /**
     * Chooses and takes.
     *
     * @param processors how many processors the JVM sees: no more than there are CPUs, fewer under a quota
     * @param start where {@code auto} begins among the CPUs: of other processes it knows nothing, so each
     *     had better begin at another place
     */
    static CpuChoice take(PlacementPolicy policy, int cores, UsableCpus found, int processors, long start) {
        return switch (policy.kind()) {
            case UNBOUND -> unpinned(policy.text(), null);
            case FIXED -> fixed(policy, cores, found);
            case SET -> set(policy, cores, found);
            case SPREAD -> inOrder(found.topology().spread(), cores, found, 0);
            case PACK -> inOrder(found.topology().pack(), cores, found, 0);
            case AUTO -> auto(cores, found, processors, start);
        };
    }

    private static CpuChoice auto(int cores, UsableCpus found, int processors, long start) {
        int count = found.allowed().cardinality();
        if (found.limits().quota() < count || processors < count) {
            String limit = found.limits().quota() < count
                    ? "the quota is " + found.limits().describeQuota()
                    : "the JVM sees " + processors + " processors";
            return unpinned(
                    limit + " for the CPUs " + found.describe()
                            + ", and whoever else runs under a limit might be pinned to the same ones",
                    "set " + UringConfig.PLACEMENT + "=spread to pin all the same");
        }
        return inOrder(found.topology().spread(), cores, found, start);
    }

    private static CpuChoice fixed(PlacementPolicy policy, int cores, UsableCpus found) {
        if (policy.cpus().size() < cores) {
            return unpinned(
                    cores + " cores for the " + policy.cpus().size() + " CPUs listed",
                    "list " + cores + ", set plinth.cores=" + policy.cpus().size());
        }
        return listed(
                policy, policy.cpus().stream().limit(cores).map(CpuChoice::one).toList(), found);
    }

    private static CpuChoice set(PlacementPolicy policy, int cores, UsableCpus found) {
        return listed(policy, Collections.nCopies(cores, CpuList.of(policy.cpus())), found);
    }

    private static CpuChoice listed(PlacementPolicy policy, List<BitSet> perCore, UsableCpus found) {
        BitSet missing = CpuList.of(policy.cpus());
        missing.andNot(found.allowed());
        if (!missing.isEmpty()) {
            return unpinned(
                    "this process may not use " + cpus(missing) + ", but " + found.describe(),
                    "list CPUs that it may use");
        }
        BitSet shared = TakenCpus.take(union(perCore));
        return new CpuChoice(
                perCore,
                null,
                null,
                shared.isEmpty() ? null : "Another runtime of this process has its cores on " + cpus(shared) + ", too");
    }

    private static CpuChoice inOrder(List<Integer> order, int cores, UsableCpus found, long start) {
        if (cores > order.size()) {
            return unpinned(
                    cores + " cores for " + order.size() + " CPUs: " + found.describe(),
                    "set plinth.cores to " + order.size() + " or fewer");
        }
        List<Integer> taken = TakenCpus.takeFree(order, cores, start);
        if (taken.isEmpty()) {
            return unpinned(
                    "other runtimes of this process leave fewer than " + cores + " of its CPUs: " + found.describe(),
                    "set plinth.cores to fewer");
        }
        return new CpuChoice(taken.stream().map(CpuChoice::one).toList(), null, null, null);
    }

    boolean binds() {
        return !perCore.isEmpty();
    }

    /** Gives them back. */
    void release() {
        TakenCpus.release(union(perCore));
    }

    private static BitSet union(List<BitSet> sets) {
        BitSet all = new BitSet();
        sets.forEach(all::or);
        return all;
    }

    private static BitSet one(int cpu) {
        return CpuList.of(List.of(cpu));
    }

    /** "CPU 3", "CPUs 0-3". */
    static String cpus(BitSet cpus) {
        return (cpus.cardinality() == 1 ? "CPU " : "CPUs ") + CpuList.text(cpus);
    }
}
