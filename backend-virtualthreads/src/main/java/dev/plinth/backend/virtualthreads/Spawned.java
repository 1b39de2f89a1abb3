package dev.plinth.backend.virtualthreads;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** A computation on a core, for one subscriber: runs there, and then where its result goes, if that is another core. */
final class Spawned<T> extends AtomicInteger implements Runnable, LateTasks.Rejectable {

    private static final long serialVersionUID = 1L;

    private static final int NEW = 0;
    private static final int RUNNING = 1;
    private static final int COMPUTED = 2;
    private static final int DONE = 3;

    private final transient Callable<? extends T> task;
    private final transient MonoSink<T> sink;
    private final transient Lane target;
    private final transient Lane origin;
    private transient T value;
    private transient Throwable error;

    private Spawned(Callable<? extends T> task, MonoSink<T> sink, Lane target, Lane origin) {
        super(NEW);
        this.task = task;
        this.sink = sink;
        this.target = target;
        this.origin = origin;
    }

    /** On the core that subscribes, or on the next if that is none. */
    static <T> Mono<T> here(Runnable check, VirtualThreadsRuntime runtime, Callable<? extends T> task) {
        return Mono.create(sink -> {
            Core core = runtime.hereOrNext();
            start(check, task, sink, core, core);
        });
    }

    /** On the core that subscribes, which must be one. */
    static <T> Mono<T> local(
            Runnable check, VirtualThreadsRuntime runtime, Callable<? extends T> task, Function<Core, Lane> lane) {
        return Mono.create(sink -> {
            Core here = runtime.here();
            if (here == null) {
                sink.error(new IllegalStateException("spawnLocal was subscribed to on "
                        + Thread.currentThread().getName() + ", which is no core of this runtime: use spawnOn"));
            } else {
                start(check, task, sink, lane.apply(here), lane.apply(here));
            }
        });
    }

    /** In {@code target}; the result goes to the core that subscribes, if it is one. */
    static <T> Mono<T> on(
            Runnable check,
            VirtualThreadsRuntime runtime,
            Callable<? extends T> task,
            Lane target,
            Function<Core, Lane> lane) {
        return Mono.create(sink -> {
            Core here = runtime.here();
            start(check, task, sink, target, here == null ? target : lane.apply(here));
        });
    }

    private static <T> void start(
            Runnable check, Callable<? extends T> task, MonoSink<T> sink, Lane target, Lane origin) {
        Spawned<T> spawned = new Spawned<>(task, sink, target, origin);
        sink.onCancel(spawned::cancel);
        try {
            check.run();
        } catch (RuntimeException e) {
            sink.error(e);
            return;
        }
        if (!target.submit(spawned)) {
            spawned.reject();
        }
    }

    private void cancel() {
        if (!compareAndSet(NEW, DONE)) {
            compareAndSet(COMPUTED, DONE);
        }
    }

    @Override
    public void run() {
        if (compareAndSet(NEW, RUNNING)) {
            try {
                value = task.call();
            } catch (Throwable t) {
                error = t;
            }
            set(COMPUTED);
            if (origin.core() != target.core() && origin.submit(this)) {
                return; // runs again there
            }
        }
        signal();
    }

    private void signal() {
        if (!compareAndSet(COMPUTED, DONE)) {
            return;
        }
        if (error != null) {
            sink.error(error);
        } else {
            sink.success(value);
        }
    }

    /** One of the two cores has ended: then the result, if there is one, comes on whatever thread this is. */
    @Override
    public void reject() {
        if (compareAndSet(NEW, DONE)) {
            sink.error(VirtualThreadsRuntime.closedError());
        } else {
            signal();
        }
    }
}
