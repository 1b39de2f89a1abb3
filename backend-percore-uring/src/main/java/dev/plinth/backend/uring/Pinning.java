package dev.plinth.backend.uring;

import dev.plinth.api.ConfigException;
import dev.plinth.api.CoreInfo;
import dev.plinth.netty.CorePlacement;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pins each core's thread to a CPU of its own, from that thread, and reads back what the kernel made
 * of it.
 *
 * <p>A thread inherits the CPUs of the one that starts it. The runtime's own helper threads take the
 * pin off again; pools of others that make their threads when first used (Reactor's shared
 * schedulers, the JVM's common pool, carriers of virtual threads) must be made, or grow, from a
 * thread that is no core.
 */
final class Pinning implements CorePlacement {

    private static final Logger LOG = LoggerFactory.getLogger(Pinning.class);

    private final UringConfig.Pin mode;
    private final BitSet allowed;
    private final CpuChoice choice;
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    private Pinning(UringConfig.Pin mode, BitSet allowed, CpuChoice choice) {
        this.mode = mode;
        this.allowed = allowed;
        this.choice = choice;
        if (mode == UringConfig.Pin.AUTO && choice.obstacle() != null) {
            warn("The cores are not pinned: " + choice.obstacle());
        }
    }

    /**
     * Chooses the CPUs.
     *
     * @throws ConfigException if pinning is on and cannot be done
     */
    static Pinning choose(UringConfig.Pin mode, int cores) {
        if (mode == UringConfig.Pin.OFF) {
            return new Pinning(mode, new BitSet(), CpuChoice.unpinned("plinth.uring.pin=off"));
        }
        Optional<String> unavailable = Affinity.unavailable();
        if (unavailable.isPresent()) {
            return of(mode, new BitSet(), CpuChoice.unpinned(unavailable.get()));
        }
        BitSet allowed;
        try {
            allowed = Affinity.ofProcess();
        } catch (IllegalStateException e) {
            return of(mode, new BitSet(), CpuChoice.unpinned(e.getMessage()));
        }
        return of(
                mode,
                allowed,
                CpuChoice.take(
                        cores,
                        allowed,
                        Runtime.getRuntime().availableProcessors(),
                        ProcessHandle.current().pid(),
                        mode == UringConfig.Pin.ON));
    }

    static Pinning of(UringConfig.Pin mode, BitSet allowed, CpuChoice choice) {
        if (mode == UringConfig.Pin.ON && choice.obstacle() != null) {
            throw refused(choice.obstacle());
        }
        return new Pinning(mode, allowed, choice);
    }

    private static ConfigException refused(String obstacle) {
        return new ConfigException("plinth.uring.pin=on cannot be met: " + obstacle
                + "; set plinth.uring.pin=auto to run unpinned with a warning, or plinth.cores to fewer");
    }

    @Override
    public CoreInfo place(int core, Thread thread) {
        if (choice.cpus().isEmpty()) {
            return CoreInfo.unpinned(core, thread.getName(), "not pinned, " + choice.obstacle());
        }
        int cpu = choice.cpus().get(core);
        try {
            BitSet one = new BitSet();
            one.set(cpu);
            Affinity.set(one);
            BitSet found = Affinity.ofThread();
            if (!found.equals(one)) {
                throw new IllegalStateException("asked for CPU " + cpu + ", the kernel has " + found);
            }
            return new CoreInfo(core, thread.getName(), cpu, "pinned to CPU " + cpu);
        } catch (IllegalStateException e) {
            if (mode == UringConfig.Pin.ON) {
                throw refused(e.getMessage());
            }
            warn("Core " + core + " is not pinned: " + e.getMessage());
            return CoreInfo.unpinned(core, thread.getName(), "not pinned, " + e.getMessage());
        }
    }

    @Override
    public void placeHelper() {
        if (!choice.cpus().isEmpty()) {
            try {
                Affinity.set(allowed);
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
        choice.release();
    }
}
