package dev.plinth.backend.uring;

import java.io.File;
import java.util.Arrays;
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
 * wherever they are used next. But a process may change the CPUs of any of its threads. So new threads
 * are looked for, and those whose CPUs are exactly those of a core get those of the process: {@value
 * #SHORTEST_MILLIS} ms after their start at the latest while threads come, as when pools fill; {@value
 * #LONGEST_MILLIS} ms when none has come for long, so that an idle process stays idle (that is some 0.015 %
 * of a CPU in a process of 40 threads).
 *
 * <p>A thread is looked at once, when it is new. One that binds itself to a core's CPU later is left
 * alone; one that does so as its first act may lose that.
 */
final class InheritedPins {

    private static final Logger LOG = LoggerFactory.getLogger(InheritedPins.class);

    private static final long SHORTEST_MILLIS = 250;
    private static final long LONGEST_MILLIS = 2000;

    /** Not by java.nio.file, which costs twice as much while it is interpreted, and here that is for long. */
    private static final File TASKS = new File("/proc/self/task");

    /** The threads that have their CPUs on purpose: the cores of all runtimes of this process. */
    private static final Set<Integer> CORES = ConcurrentHashMap.newKeySet();

    private final BitSet allowed;
    private final Set<BitSet> pins;
    private final Set<Integer> ownCores = ConcurrentHashMap.newKeySet();
    private final CountDownLatch end = new CountDownLatch(1);
    private Set<String> known;
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
            long period = SHORTEST_MILLIS;
            while (!end.await(period, TimeUnit.MILLISECONDS)) {
                period = sweep() ? SHORTEST_MILLIS : Math.min(period * 2, LONGEST_MILLIS);
            }
            sweep();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever does this wants the thread to end
        } finally {
            CORES.removeAll(ownCores);
        }
    }

    /** Whether there were new threads. */
    private boolean sweep() {
        boolean news = false;
        Set<String> now = threads();
        for (String name : now) {
            if (!known.contains(name)) {
                news = true;
                int thread = Integer.parseInt(name);
                if (!CORES.contains(thread)) {
                    look(thread);
                }
            }
        }
        known = now;
        return news;
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
            LOG.debug(
                    "The CPUs of thread {} stay as they are: {}", thread, e.getMessage()); // it has ended, most likely
        }
    }

    private static Set<String> threads() {
        String[] names = TASKS.list();
        return names == null ? Set.of() : new HashSet<>(Arrays.asList(names));
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
