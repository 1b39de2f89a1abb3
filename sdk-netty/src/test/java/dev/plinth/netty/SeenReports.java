package dev.plinth.netty;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a watch reports. */
final class SeenReports implements WatchReports {

    final List<Stall> stalls = new CopyOnWriteArrayList<>();
    final List<Long> ended = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();

    @Override
    public void stalled(Stall stall) {
        stalls.add(stall);
    }

    @Override
    public void stallEnded(Stall stall, long nanos) {
        ended.add(nanos);
    }

    @Override
    public void queuedTasks(int core, long tasks, int limit) {
        warnings.add(tasks + " tasks on " + core + ", limit " + limit);
    }

    @Override
    public void directMemory(long bytes, int limit) {
        warnings.add(bytes + " bytes, limit " + limit);
    }
}
