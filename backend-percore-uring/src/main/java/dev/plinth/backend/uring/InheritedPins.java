package dev.plinth.backend.uring;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a core's pin off the threads that were born with it.
 *
 * <p>Linux gives a new thread the CPUs of the one that starts it, and neither the kernel nor the JVM has
 * a way to say otherwise. So a thread pool that grows from a core (the JVM's common pool, carriers of
 * virtual threads, Reactor's schedulers, a client's timer) would run on the core's CPU, beside the core,
 * for good. Making the pools beforehand does not help: they let idle threads go and start new ones from
 * wherever they are used next. But a process may change the CPUs of any of its threads; so {@value
 * #PERIOD_MILLIS} ms after it was started at the latest, each new thread whose CPUs are exactly those of
 * a core gets those of the process.
 *
 * <p>A thread is looked at once, when it is new. One that binds itself to a core's CPU later is left
 * alone; one that does so as its first act may lose that.
 */
final class InheritedPins {

    private static final Logger LOG = LoggerFactory.getLogger(InheritedPins.class);

    static final long PERIOD_MILLIS = 500;

    private static final String TASKS = "proc/self/task";

    /** The threads that have their CPUs on purpose: the cores of all runtimes of this process. */
    private static final Set<Integer> CORES = ConcurrentHashMap.newKeySet();

    private final BitSet allowed;
    private final Set<BitSet> pins;
    private final Set<Integer> ownCores = ConcurrentHashMap.newKeySet();
    private final CountDownLatch end = new CountDownLatch(1);
    private Set<Integer> known;
    private Thread watcher;

    /**
     * To be made before any core is bound.
     *
     * @param allowed the CPUs of the process
     * @param pins the CPUs that cores will be bound to
     */
    InheritedPins(BitSet allowed, List<BitSet> pins) {
        this.allowed = allowed;
        this.pins = new HashSet<>(pins);
        this.pins.remove(allowed); // nothing to take off
        this.known = threads();
    }

    /**
     * To be called on a core's thread before it is bound: that one keeps its CPUs.
     *
     * @throws IllegalStateException if the thread cannot be told from others
     */
    void keep() {
        int core = Affinity.callingThread();
        CORES.add(core);
        ownCores.add(core);
        start();
    }

    private synchronized void start() {
        if (watcher == null && !pins.isEmpty() && end.getCount() > 0) {
            watcher = new Thread(this::run, "plinth-placement");
            watcher.setDaemon(true);
            watcher.start();
        }
    }

    private void run() {
        try {
            boolean ending;
            do {
                ending = end.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
                sweep();
            } while (!ending);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever does this wants the thread to end
        } finally {
            CORES.removeAll(ownCores);
        }
    }

    private void sweep() {
        Set<Integer> now = threads();
        for (int thread : now) {
            if (!known.contains(thread) && !CORES.contains(thread)) {
                look(thread);
            }
        }
        known = now;
    }

    private void look(int thread) {
        try {
            BitSet cpus = Affinity.of(thread);
            if (pins.contains(cpus)) {
                Affinity.set(thread, allowed);
                if (LOG.isDebugEnabled()) {
                    String name = KernelFiles.OF_THIS_MACHINE.line(TASKS + "/" + thread + "/comm");
                    LOG.debug(
                            "Thread {} ({}) was started by a core, and so bound to {}: it has CPUs {} now",
                            thread,
                            name,
                            CpuChoice.cpus(cpus),
                            CpuList.text(allowed));
                }
            }
        } catch (IllegalStateException e) {
            LOG.debug("The CPUs of thread {} cannot be seen to; it may have ended", thread, e);
        }
    }

    private static Set<Integer> threads() {
        return new HashSet<>(KernelFiles.OF_THIS_MACHINE.numbered(TASKS, ""));
    }

    /** Looks a last time, and ends. */
    void stop() {
        end.countDown();
        Thread last = watcher();
        if (last == null) {
            CORES.removeAll(ownCores);
            return;
        }
        try {
            last.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it ends all the same
        }
    }

    private synchronized Thread watcher() {
        return watcher;
    }
}
