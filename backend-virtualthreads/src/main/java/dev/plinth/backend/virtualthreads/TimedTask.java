package dev.plinth.backend.virtualthreads;

import java.util.concurrent.atomic.AtomicReference;
import reactor.core.Disposable;

/** A task with a due time. As a {@link Runnable} it puts itself into its core's timers. */
final class TimedTask implements Runnable, Disposable, Comparable<TimedTask> {

    private static final Runnable NONE = () -> {};

    final long due;
    long sequence;
    private final Core core;
    private final Runnable onDrop;
    private final AtomicReference<Runnable> task;

    /** @param onDrop runs instead of {@code task} if the core ends first */
    TimedTask(Core core, long due, Runnable task, Runnable onDrop) {
        this.core = core;
        this.due = due;
        this.task = new AtomicReference<>(task);
        this.onDrop = onDrop;
    }

    @Override
    public void run() {
        if (!isDisposed()) {
            core.timers().add(this);
        }
    }

    /** Runs the task, unless it has run or was disposed of. */
    void fire() {
        Runnable due = task.getAndSet(NONE);
        if (due != NONE) {
            due.run();
        }
    }

    void drop() {
        if (task.getAndSet(NONE) != NONE && onDrop != null) {
            onDrop.run();
        }
    }

    /** Lets go of the task at once, so that nothing it refers to is kept until it would be due. */
    @Override
    public void dispose() {
        if (task.getAndSet(NONE) != NONE) {
            core.timers().countDisposed();
        }
    }

    @Override
    public boolean isDisposed() {
        return task.get() == NONE;
    }

    @Override
    public int compareTo(TimedTask other) {
        long difference = due - other.due;
        return Long.signum(difference != 0 ? difference : sequence - other.sequence);
    }
}
