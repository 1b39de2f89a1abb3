package dev.plinth.netty;

/** Who is told what the {@link Watch} has found; on its thread. */
interface WatchReports {

    /** A core has not gone on for longer than the threshold. */
    void stalled(Stall stall);

    /** It has gone on now, or is not looked at any more. */
    void stallEnded(Stall stall, long nanos);

    /** More tasks wait on a core than the settings find right. */
    void queuedTasks(int core, long tasks, int limit);

    /** There is more direct memory than the settings find right. */
    void directMemory(long bytes, int limit);
}
