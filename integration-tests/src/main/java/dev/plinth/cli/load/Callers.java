package dev.plinth.cli.load;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** The threads of blocking callers. */
final class Callers {

    private Callers() {}

    /**
     * A thread for each task: one caller has a platform thread, many have virtual ones where the JVM
     * knows them, as services do.
     */
    static ExecutorService threads(int callers) {
        if (callers > 1 && VirtualThreads.available()) {
            return VirtualThreads.executor();
        }
        return Executors.newFixedThreadPool(callers, task -> {
            Thread thread = new Thread(task, "caller");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What {@link #threads} gives for many callers, in words. */
    static String kind() {
        return VirtualThreads.available() ? "virtual threads" : "platform threads";
    }

    /** Calls whenever a call is due, until the phase says stop. */
    static void run(Line.Caller caller, Lane lane, Phase phase, int first, Schedule schedule) {
        try {
            int n = first;
            while (!phase.isStopping()) {
                long due = schedule.due();
                long early = due - System.nanoTime();
                if (early > 0) {
                    LockSupport.parkNanos(Math.min(early, Schedule.LONGEST_WAIT_NANOS));
                    continue;
                }
                schedule.sent();
                caller.call(n++);
                lane.completed();
                lane.latency(System.nanoTime() - due);
            }
            phase.ended();
        } catch (Throwable e) {
            phase.failed(e);
        }
    }

    /** Calls until the phase says stop. */
    static void run(Line.Caller caller, Lane lane, Phase phase, int first) {
        try {
            long before = System.nanoTime();
            for (int n = first; !phase.isStopping(); n++) {
                caller.call(n);
                long now = System.nanoTime();
                lane.completed();
                lane.latency(now - before);
                before = now;
            }
            phase.ended();
        } catch (Throwable e) {
            phase.failed(e);
        }
    }
}
