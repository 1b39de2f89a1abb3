package dev.plinth.netty;

import dev.plinth.api.RuntimeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Looks at the cores from a thread of its own: at half the stall threshold whether they go on, once a
 * second whether too many tasks wait and too much direct memory is reserved. Once all cores have
 * slept for a second it sleeps too, until one of them is {@link #awake}: an idle runtime costs nothing.
 */
final class Watch {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** More often than this costs more than it tells. */
    private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int STOP_MILLIS = 1000;

    private final long stallNanos;
    private final long period;
    private final int mostQueued;
    private final Excess direct;
    private final Thread thread;
    private final List<StallProbe> probes = new ArrayList<>();
    private final List<Excess> queued = new ArrayList<>();
    // Set before the thread is started.
    private List<? extends WatchedCore> cores = List.of();
    private LongSupplier directMemory;
    private WatchReports reports;
    private volatile boolean asleep;
    private volatile boolean stopped;

    /**
     * Not yet watching.
     *
     * @param placement called on the thread, first of all
     */
    Watch(RuntimeConfig config, String threadName, Runnable placement) {
        this.stallNanos = TimedTask.nanos(config.get(RuntimeConfig.STALL_THRESHOLD));
        this.period = stallNanos == 0 ? SECOND : Math.min(SECOND, Math.max(SHORTEST, stallNanos / 2));
        this.mostQueued = config.get(RuntimeConfig.WARN_QUEUED_TASKS);
        this.direct = new Excess(config.get(RuntimeConfig.WARN_DIRECT_MEMORY));
        this.thread = new Thread(
                () -> {
                    placement.run();
                    run();
                },
                threadName);
        thread.setDaemon(true);
    }

    /** Begins to watch, if there is anything that the settings want to know. */
    void start(List<? extends WatchedCore> watched, LongSupplier memory, WatchReports told) {
        cores = watched;
        directMemory = memory;
        reports = told;
        cores.forEach(core -> queued.add(new Excess(mostQueued)));
        if (stallNanos > 0 || mostQueued > 0 || direct.limit() > 0) {
            thread.start();
        }
    }

    /** A core does not sleep any more. Called by cores whenever they wake: it costs them a read. */
    void awake() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    /** Stops, and waits for the thread. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long now = System.nanoTime();
        if (stallNanos > 0) {
            for (WatchedCore core : cores) {
                probes.add(new StallProbe(core, stallNanos, now, reports));
            }
        }
        long lastLook = now;
        long quietSince = now;
        long lastSlow = now - SECOND;
        while (!stopped) {
            LockSupport.parkNanos(this, period);
            now = System.nanoTime();
            if (now - lastLook > 2 * period) {
                forget(now);
            }
            lastLook = now;
            if (!look(now)) {
                quietSince = now;
            }
            if (now - lastSlow >= SECOND) {
                lastSlow = now;
                lookAtLimits();
            }
            if (now - quietSince >= SECOND) {
                sleep();
                lastLook = System.nanoTime();
                quietSince = lastLook;
                forget(lastLook);
            }
        }
        for (StallProbe probe : probes) {
            probe.end(System.nanoTime());
        }
    }

    private void forget(long now) {
        for (StallProbe probe : probes) {
            probe.overslept(now);
        }
    }

    /** @return whether all cores sleep */
    private boolean look(long now) {
        boolean quiet = true;
        for (StallProbe probe : probes) {
            quiet &= probe.look(now);
        }
        return probes.isEmpty() ? allAsleep() : quiet;
    }

    private boolean allAsleep() {
        for (WatchedCore core : cores) {
            if (!core.isAsleep()) {
                return false;
            }
        }
        return true;
    }

    private void lookAtLimits() {
        for (int i = 0; i < queued.size(); i++) {
            Excess excess = queued.get(i);
            long tasks = cores.get(i).queuedTasks();
            if (excess.isNew(tasks)) {
                reports.queuedTasks(cores.get(i).index(), tasks, excess.limit());
            }
        }
        long bytes = directMemory.getAsLong();
        if (direct.isNew(bytes)) {
            reports.directMemory(bytes, direct.limit());
        }
    }

    /** Says so first, and looks again then: a core that wakes either sees that, or is seen. */
    private void sleep() {
        asleep = true;
        while (asleep && !stopped && allAsleep()) {
            LockSupport.park(this);
        }
        asleep = false;
    }
}
