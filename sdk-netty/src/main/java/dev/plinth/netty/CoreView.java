package dev.plinth.netty;

/** A core as the watch sees it, and the stalls that it has counted there. */
final class CoreView implements WatchedCore {

    private final CoreExecutor core;
    private final RuntimeStatistics statistics;
    private final TaskQueues queues;

    CoreView(CoreExecutor core, TaskQueues queues, RuntimeStatistics statistics) {
        this.core = core;
        this.queues = queues;
        this.statistics = statistics;
    }

    @Override
    public int index() {
        return core.index();
    }

    @Override
    public Thread thread() {
        return core.thread();
    }

    @Override
    public long progress() {
        return core.progress();
    }

    @Override
    public boolean isAsleep() {
        return core.isAsleep();
    }

    @Override
    public Object running() {
        return core.runningTask();
    }

    @Override
    public String runningQueue() {
        return core.runningLine().settings().name();
    }

    @Override
    public void countStall(String queue) {
        core.counts().stalls().add(1);
        if (core.defaultLine().settings().name().equals(queue)) {
            core.defaultLine().stalls().add(1);
            return;
        }
        for (NettyTaskQueue candidate : queues.all()) {
            if (candidate.name().equals(queue)) {
                candidate.line(core.index()).stalls().add(1);
            }
        }
    }

    @Override
    public long queuedTasks() {
        return statistics.queuedTasks(core);
    }
}
