package dev.plinth.backend.virtualthreads;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.MonoSink;

/** A computation on a core, for one subscriber. */
final class Spawned<T> implements Runnable, LateTasks.Rejectable {

    private final Callable<? extends T> task;
    private final MonoSink<T> sink;
    private final AtomicBoolean begun = new AtomicBoolean();

    private Spawned(Callable<? extends T> task, MonoSink<T> sink) {
        this.task = task;
        this.sink = sink;
    }

    static <T> void start(VirtualThreadsRuntime runtime, Core core, Callable<? extends T> task, MonoSink<T> sink) {
        Spawned<T> spawned = new Spawned<>(task, sink);
        sink.onCancel(() -> spawned.begun.set(true));
        try {
            runtime.checkOpen();
        } catch (RuntimeException e) {
            sink.error(e);
            return;
        }
        if (!core.submit(spawned)) {
            spawned.reject();
        }
    }

    @Override
    public void run() {
        if (begun.compareAndSet(false, true)) {
            T value;
            try {
                value = task.call();
            } catch (Throwable t) {
                sink.error(t);
                return;
            }
            sink.success(value);
        }
    }

    @Override
    public void reject() {
        if (begun.compareAndSet(false, true)) {
            sink.error(VirtualThreadsRuntime.closedError());
        }
    }
}
