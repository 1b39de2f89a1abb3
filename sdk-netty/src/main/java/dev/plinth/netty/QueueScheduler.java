package dev.plinth.netty;

import dev.plinth.api.RuntimeClosedException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;

/** A task queue on one core as a Reactor scheduler. */
final class QueueScheduler implements Scheduler {

    private final CoreTasks tasks;
    private final NettyTaskQueue queue;
    private final int core;

    QueueScheduler(CoreTasks tasks, NettyTaskQueue queue, int core) {
        this.tasks = tasks;
        this.queue = queue;
        this.core = core;
    }

    @Override
    public Disposable schedule(Runnable task) {
        return schedule(task, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return new Job(task, 0, null).start(unit.toNanos(delay));
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return new Job(task, Math.max(1, unit.toNanos(period)), null).start(unit.toNanos(initialDelay));
    }

    @Override
    public Worker createWorker() {
        return new QueueWorker();
    }

    /** Does nothing: the queue is closed by whoever made it. */
    @Override
    public void dispose() {}

    @Override
    public String toString() {
        return queue + " on core " + core;
    }

    private final class QueueWorker implements Worker {

        private final Disposable.Composite jobs = Disposables.composite();

        @Override
        public Disposable schedule(Runnable task) {
            return schedule(task, 0, TimeUnit.NANOSECONDS);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            return start(new Job(task, 0, jobs), unit.toNanos(delay));
        }

        @Override
        public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
            return start(new Job(task, Math.max(1, unit.toNanos(period)), jobs), unit.toNanos(initialDelay));
        }

        private Disposable start(Job job, long nanos) {
            if (!jobs.add(job)) {
                throw Exceptions.failWithRejected();
            }
            return job.start(nanos);
        }

        @Override
        public void dispose() {
            jobs.dispose();
        }

        @Override
        public boolean isDisposed() {
            return jobs.isDisposed();
        }
    }

    private final class Job implements Runnable, Disposable {

        private final Runnable task;
        private final long period;
        private final Disposable.Composite owner;
        private final Disposable.Swap timer = Disposables.swap();
        private volatile boolean disposed;
        private long next;

        Job(Runnable task, long period, Disposable.Composite owner) {
            this.task = task;
            this.period = period;
            this.owner = owner;
        }

        Job start(long nanos) {
            next = System.nanoTime() + Math.max(0, nanos);
            try {
                queue.refuseIfClosed();
                arm(nanos);
                return this;
            } catch (RuntimeClosedException e) {
                dispose();
                throw Exceptions.failWithRejected(e);
            }
        }

        private void arm(long nanos) {
            if (nanos <= 0) {
                queue.execute(core, this);
            } else {
                timer.update(tasks.schedule(core, Duration.ofNanos(nanos), this::join));
            }
        }

        /** Its time has come, and a queue that was closed meanwhile still runs what it had taken. */
        private void join() {
            queue.line(core).add(this);
        }

        @Override
        public void run() {
            if (disposed) {
                return;
            }
            if (period == 0) {
                dispose();
                task.run();
                return;
            }
            task.run();
            next += period;
            try {
                if (!disposed) {
                    arm(next - System.nanoTime());
                }
            } catch (RuntimeClosedException e) {
                dispose(); // nobody waits to hear it
            }
        }

        @Override
        public void dispose() {
            disposed = true;
            timer.dispose();
            if (owner != null) {
                owner.remove(this);
            }
        }

        @Override
        public boolean isDisposed() {
            return disposed;
        }
    }
}
