package dev.plinth.netty;

import java.time.Duration;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Threads of the runtime's own for what blocks: looking up host names. */
final class HelperThreads {

    private static final int MOST_THREADS = 16;
    private static final int MOST_WAITING = 100_000;
    private static final Duration IDLE = Duration.ofSeconds(30);

    private HelperThreads() {}

    /**
     * Reactor's elastic pool, but not the shared one: its threads are often started from a core, and
     * would inherit the CPU that the core is pinned to.
     */
    static Scheduler create(String corePrefix, CorePlacement placement) {
        return Schedulers.newBoundedElastic(
                MOST_THREADS,
                MOST_WAITING,
                task -> {
                    Thread thread = new Thread(
                            () -> {
                                placement.placeHelper();
                                task.run();
                            },
                            corePrefix + "blocking");
                    thread.setDaemon(true);
                    return thread;
                },
                (int) IDLE.toSeconds());
    }
}
