package dev.plinth.netty;

/**
 * Looks at one core now and then, and tells when it has not gone on for longer than the threshold:
 * once per stall, and once more when it is over. Whatever holds the core is found, be it a task, a
 * callback of a connection or a handler of Netty's.
 */
final class StallProbe {

    private static final StackTraceElement[] NO_STACK = {};

    private final WatchedCore core;
    private final long thresholdNanos;
    private final WatchReports reports;
    private long seen;
    private long since;
    private Stall stall;

    StallProbe(WatchedCore core, long thresholdNanos, long now, WatchReports reports) {
        this.core = core;
        this.thresholdNanos = thresholdNanos;
        this.reports = reports;
        this.seen = core.progress();
        this.since = now;
    }

    /** @return whether the core slept, and has done nothing since the last look */
    boolean look(long now) {
        long progress = core.progress();
        boolean asleep = core.isAsleep();
        boolean wentOn = progress != seen;
        if (wentOn || asleep) {
            end(now);
            seen = progress;
            since = now;
        } else if (stall == null && now - since >= thresholdNanos) {
            begin(progress, now);
        }
        return asleep && !wentOn;
    }

    /** What was between the last look and this one says nothing: the JVM stood still, say. */
    void overslept(long now) {
        if (stall == null) {
            since = now;
        }
    }

    private void begin(long progress, long now) {
        Object task = core.running();
        String queue = core.runningQueue();
        StackTraceElement[] stack = core.thread().getStackTrace();
        boolean still = core.progress() == progress;
        stall = new Stall(
                core.index(),
                core.thread().getName(),
                queue,
                still ? describe(task) : "something that ended just then",
                now - since,
                still ? stack : NO_STACK);
        core.countStall(queue);
        reports.stalled(stall);
    }

    /** The core has gone on, or nobody will look again. */
    void end(long now) {
        if (stall != null) {
            reports.stallEnded(stall, now - since);
            stall = null;
        }
    }

    private static String describe(Object task) {
        if (task == null) {
            return "I/O, or a callback of it";
        }
        String type = task.getClass().getName();
        try {
            String text = task.toString();
            return text.startsWith(type) ? "task " + text : "task " + text + " (" + type + ")";
        } catch (RuntimeException e) {
            return "task " + type; // somebody else's toString, on the wrong thread
        }
    }
}
