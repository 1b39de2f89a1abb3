package dev.plinth.backend.virtualthreads;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The threads of a runtime beside its cores, so that none outlives it unnoticed. Callable from any thread. */
final class Threads {

    private final Set<Thread> alive = ConcurrentHashMap.newKeySet();

    /** A virtual thread that is tracked once it is started with {@link #start}. */
    Thread unstarted(String name, Runnable body) {
        return Thread.ofVirtual().name(name).unstarted(tracked(body));
    }

    /** Starts a platform thread, for what would hold on to a virtual thread's carrier. */
    void startPlatform(String name, Runnable body) {
        start(Thread.ofPlatform().daemon().name(name).unstarted(tracked(body)));
    }

    private Runnable tracked(Runnable body) {
        return () -> {
            try {
                body.run();
            } finally {
                alive.remove(Thread.currentThread());
            }
        };
    }

    void start(Thread thread) {
        alive.add(thread);
        thread.start();
    }

    void start(String name, Runnable body) {
        start(unstarted(name, body));
    }

    /**
     * Waits until all have ended.
     *
     * @param deadline in terms of {@link System#nanoTime()}
     * @return the names of those that had not ended by then
     */
    List<String> awaitEnd(long deadline) throws InterruptedException {
        List<String> left = new ArrayList<>();
        for (Thread thread : alive) {
            long millis = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
            thread.join(millis);
            if (thread.isAlive()) {
                left.add(thread.getName());
            }
        }
        return left;
    }
}
