package dev.plinth.it.tck;

import dev.plinth.api.Latency;
import dev.plinth.api.Shares;
import dev.plinth.api.TaskQueue;
import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Forwards everything: a twin overrides what it breaks. */
class ForwardingTaskQueue implements TaskQueue {

    final TaskQueue sound;

    ForwardingTaskQueue(TaskQueue sound) {
        this.sound = sound;
    }

    @Override
    public String name() {
        return sound.name();
    }

    @Override
    public Shares shares() {
        return sound.shares();
    }

    @Override
    public void shares(Shares shares) {
        sound.shares(shares);
    }

    @Override
    public Latency latency() {
        return sound.latency();
    }

    @Override
    public void execute(Runnable task) {
        sound.execute(task);
    }

    @Override
    public void execute(int core, Runnable task) {
        sound.execute(core, task);
    }

    @Override
    public <T> Mono<T> spawnLocal(Callable<? extends T> task) {
        return sound.spawnLocal(task);
    }

    @Override
    public <T> Mono<T> spawnOn(int core, Callable<? extends T> task) {
        return sound.spawnOn(core, task);
    }

    @Override
    public Scheduler scheduler(int core) {
        return sound.scheduler(core);
    }

    @Override
    public void close() {
        sound.close();
    }
}
