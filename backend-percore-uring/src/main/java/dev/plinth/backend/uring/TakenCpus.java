package dev.plinth.backend.uring;

import java.util.BitSet;
import java.util.List;

/** The CPUs that cores of this process are bound to: its runtimes keep out of each other's way. */
final class TakenCpus {

    private static final int[] USERS = new int[CpuList.MAX_CPUS];

    private TakenCpus() {}

    /** Takes them, whoever has them; which of them others have. */
    static synchronized BitSet take(BitSet cpus) {
        BitSet shared = new BitSet();
        cpus.stream().forEach(cpu -> {
            shared.set(cpu, USERS[cpu] > 0);
            USERS[cpu]++;
        });
        return shared;
    }

    /**
     * Takes CPUs that nobody has.
     *
     * @param start where to begin among those that are free
     * @return them, in their order; empty if there are too few
     */
    static synchronized List<Integer> takeFree(List<Integer> order, int count, long start) {
        List<Integer> free = order.stream().filter(cpu -> USERS[cpu] == 0).toList();
        if (free.size() < count) {
            return List.of();
        }
        BitSet chosen = new BitSet();
        for (int i = 0; i < count; i++) {
            chosen.set(free.get((int) Math.floorMod(start + i, (long) free.size())));
        }
        take(chosen);
        return free.stream().filter(chosen::get).toList();
    }

    static synchronized void release(BitSet cpus) {
        cpus.stream().forEach(cpu -> USERS[cpu]--);
    }
}
