package dev.plinth.netty;

import java.util.ArrayList;
import java.util.List;

/** A core as a watch sees it, with what it shows set by the test. */
final class SeenCore implements WatchedCore {

    volatile long progress;
    volatile boolean asleep;
    volatile long queuedTasks;
    volatile Object running;
    final Thread thread = Thread.currentThread();
    final List<String> stalls = new ArrayList<>();

    @Override
    public int index() {
        return 3;
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public long progress() {
        return progress;
    }

    @Override
    public boolean isAsleep() {
        return asleep;
    }

    @Override
    public Object running() {
        return running;
    }

    @Override
    public String runningQueue() {
        return "reports";
    }

    @Override
    public synchronized void countStall(String queue) {
        stalls.add(queue);
    }

    @Override
    public long queuedTasks() {
        return queuedTasks;
    }
}
