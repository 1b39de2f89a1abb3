package dev.plinth.backend.uring;

import dev.plinth.api.ConfigException;
import dev.plinth.api.CoreInfo;
import dev.plinth.netty.CorePlacement;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds each core's thread to its CPUs, from that thread, and reads back what the kernel made of it.
 *
 * <p>Linux puts memory on the NUMA node of the thread that first writes to it. So what a core allocates
 * is on its node by itself: its ring, which its own thread makes once it is placed, and its buffers
 * (Netty's allocator gives each of these threads chunks of its own).
 *
 * <p>Threads that a core starts inherit its CPUs: {@link InheritedPins} gives them those of the process
 * back, and the runtime's own helpers do so themselves, at once.
 */
final class Pinning implements CorePlacement {

    private static final Logger LOG = LoggerFactory.getLogger(Pinning.class);

    private final PlacementPolicy policy;
    private final UsableCpus found;
    private final CpuChoice choice;
    private final InheritedPins inherited;
    private final AtomicBoolean released = new AtomicBoolean();
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    private Pinning(PlacementPolicy policy, UsableCpus found, CpuChoice choice) {
        this.policy = policy;
        this.found = found;
        this.choice = choice;
        this.inherited = new InheritedPins(found.allowed(), choice.perCore());
        if (!policy.required() && !choice.binds()) {
            warn("The cores are not pinned: " + choice.obstacle()
                    + (choice.remedy() == null ? "" : "; " + choice.remedy()));
        }
        if (choice.warning() != null) {
            warn(choice.warning());
        }
    }

    /**
     * Chooses the CPUs, which are in use from then on.
     *
     * @throws ConfigException if the policy is required and cannot be met
     */
    static Pinning choose(PlacementPolicy policy, int cores, UsableCpus found) {
        Optional<String> unavailable = policy.binds() ? Affinity.unavailable() : Optional.empty();
        return of(
                policy,
                found,
                unavailable
                        .map(why -> CpuChoice.unpinned(why, null))
                        .orElseGet(() -> CpuChoice.take(
                                policy,
                                cores,
                                found,
                                Runtime.getRuntime().availableProcessors(),
                                ProcessHandle.current().pid())));
    }

    static Pinning of(PlacementPolicy policy, UsableCpus found, CpuChoice choice) {
        if (policy.required() && policy.binds() && !choice.binds()) {
            throw refused(policy, choice.obstacle(), choice.remedy());
        }
        return new Pinning(policy, found, choice);
    }

    /** The CPUs of this process and of this machine, as far as they can be seen from here. */
    static UsableCpus look() {
        Optional<BitSet> affinity;
        try {
            affinity = Affinity.unavailable().isPresent() ? Optional.empty() : Optional.of(Affinity.ofProcess());
        } catch (IllegalStateException e) {
            LOG.debug("The CPUs of this process are taken from /proc", e);
            affinity = Optional.empty();
        }
        return UsableCpus.read(KernelFiles.OF_THIS_MACHINE, affinity);
    }

    private static ConfigException refused(PlacementPolicy policy, String obstacle, String remedy) {
        return new ConfigException(policy.text() + " cannot be met: " + obstacle + "; "
                + (remedy == null ? "" : remedy + ", or ") + "set " + UringConfig.PLACEMENT
                + "=auto, which runs unpinned with a warning where it cannot pin");
    }

    @Override
    public CoreInfo place(int core, Thread thread) {
        if (!choice.binds()) {
            return unpinned(core, thread, choice.obstacle());
        }
        BitSet asked = choice.perCore().get(core);
        try {
            inherited.keep();
            Affinity.set(asked);
            BitSet now = Affinity.ofThread();
            if (!now.equals(asked)) {
                throw new IllegalStateException(
                        "asked for " + CpuChoice.cpus(asked) + ", the kernel has " + CpuList.text(now));
            }
            return bound(core, thread, now);
        } catch (IllegalStateException e) {
            if (policy.required()) {
                throw refused(policy, e.getMessage(), null);
            }
            warn("Core " + core + " is not pinned: " + e.getMessage());
            return unpinned(core, thread, e.getMessage());
        }
    }

    private CoreInfo bound(int core, Thread thread, BitSet cpus) {
        int node = found.topology().nodeOf(cpus);
        int cpu = cpus.cardinality() == 1 ? cpus.nextSetBit(0) : -1;
        String where =
                (cpu < 0 ? "bound to " : "pinned to ") + CpuChoice.cpus(cpus) + (node < 0 ? "" : " of node " + node);
        return new CoreInfo(core, thread.getName(), cpu, node, where);
    }

    private CoreInfo unpinned(int core, Thread thread, String why) {
        int node = found.topology().nodeOf(found.allowed());
        return new CoreInfo(core, thread.getName(), -1, node, "not pinned, " + why);
    }

    @Override
    public void placeHelper() {
        if (choice.binds()) {
            try {
                Affinity.set(found.allowed());
            } catch (IllegalStateException e) {
                LOG.debug("A helper thread keeps the CPUs of the thread that started it", e);
            }
        }
    }

    private void warn(String warning) {
        LOG.warn(warning);
        warnings.add(warning);
    }

    @Override
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public void release() {
        if (released.compareAndSet(false, true)) {
            inherited.stop();
            choice.release();
        }
    }
}
