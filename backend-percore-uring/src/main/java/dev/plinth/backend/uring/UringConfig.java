package dev.plinth.backend.uring;

import dev.plinth.api.ConfigKey;
import dev.plinth.api.RuntimeConfig;
import java.util.List;

/** The settings that are this backend's own. */
final class UringConfig {

    /**
     * Entries of each core's submission queue. Kernel memory per core is 64 bytes an entry, and 16
     * bytes for each of the completion queue's entries, of which there are twice as many and at least
     * 4096: about 100 KiB at 512, 4 MiB at 32768.
     */
    static final ConfigKey<Integer> RING_DEPTH = ConfigKey.number(
            "plinth.uring.ring-depth",
            512,
            16,
            32768,
            "Entries of each core's submission queue, rounded up to a power of two. A turn of the loop that submits"
                    + " more costs a system call more. About 100 KiB of kernel memory per core at 512.");

    static final ConfigKey<String> PLACEMENT = ConfigKey.text(
            "plinth.uring.placement",
            "auto",
            "Which CPUs the cores run on: auto (as spread where each core can have one of its own, else unpinned with a"
                    + " warning), spread (over NUMA nodes, then physical cores, then their siblings), pack (all siblings"
                    + " of a physical core, then its node's next, then the next node), fixed:0,2,5-7 (core i on the"
                    + " i-th of these), set:0-3 (each core on these as a whole), unbound. What is named and cannot be"
                    + " had fails the start.");

    /**
     * Off: over a veth pair between two network namespaces, where the kernel copies in the end all the same, the
     * core's CPU per MiB was, without and with it, 826 and 1009 us in writes of 16 KiB, 567 and 790 of 64 KiB,
     * 418 and 670 of 256 KiB, 417 and 676 of 1 MiB (medians of 5). On a network card it has not been measured.
     */
    static final ConfigKey<Integer> ZERO_COPY_THRESHOLD = ConfigKey.number(
            "plinth.uring.zero-copy-threshold",
            0,
            0,
            Integer.MAX_VALUE,
            "From how many bytes on a connection without TLS has the kernel send from our memory rather than copy it;"
                    + " 0: never. On one machine it does not pay: over a veth pair, 16 KiB to 1 MiB a write cost 1.2 to"
                    + " 1.6 times the CPU. Measure before you set it.");

    static final List<ConfigKey<?>> KEYS = List.of(RING_DEPTH, PLACEMENT, ZERO_COPY_THRESHOLD);

    private static final int LEAST_COMPLETIONS = 4096;

    private UringConfig() {}

    static int ringDepth(RuntimeConfig config) {
        int asked = config.get(RING_DEPTH);
        int power = Integer.highestOneBit(asked);
        return power == asked ? asked : power << 1;
    }

    static int completions(int ringDepth) {
        return Math.max(LEAST_COMPLETIONS, ringDepth * 2);
    }
}
