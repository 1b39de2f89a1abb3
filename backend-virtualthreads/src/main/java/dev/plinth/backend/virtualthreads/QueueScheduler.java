package dev.plinth.backend.virtualthreads;

import dev.plinth.api.RuntimeClosedException;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Reactor's view of one line of a task queue. */
final class QueueScheduler implements Scheduler {

    private final VirtualTaskQueue queue;
    private final QueueLine line;

    QueueScheduler(VirtualTaskQueue queue, QueueLine line) {
        this.queue = queue;
        this.line = line;
    }

    @Override
    public Disposable schedule(Runnable task) {
        return start(new Job(task, -1, null), 0);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return start(new Job(task, -1, null), unit.toNanos(delay));
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return start(new Job(task, Math.max(0, unit.toNanos(period)), null), unit.toNanos(initialDelay));
    }

    @Override
    public Worker createWorker() {
        return new QueueWorker();
    }

    private Disposable start(Job job, long delay) {
        try {
            queue.checkOpen();
        } catch (RuntimeClosedException e) {
            job.dispose();
            throw Exceptions.failWithRejected(e);
        }
        if (!(delay <= 0 ? line.submit(job) : job.in(delay))) {
            job.dispose();
            throw Exceptions.failWithRejected(VirtualThreadsRuntime.closedError());
        }
        return job;
    }

    @Override
    public String toString() {
        return "scheduler of " + queue + " on core " + line.core().index();
    }

    /** Tasks that are disposed of together. */
    private final class QueueWorker implements Worker {

        private final Disposable.Composite jobs = Disposables.composite();

        @Override
        public Disposable schedule(Runnable task) {
            return start(track(new Job(task, -1, jobs)), 0);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            return start(track(new Job(task, -1, jobs)), unit.toNanos(delay));
        }

        @Override
        public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
            return start(track(new Job(task, Math.max(0, unit.toNanos(period)), jobs)), unit.toNanos(initialDelay));
        }

        private Job track(Job job) {
            if (!jobs.add(job)) { // which has disposed of it
                throw Exceptions.failWithRejected();
            }
            return job;
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

    /** A task of the scheduler, once or again and again. */
    private final class Job implements Runnable, Disposable {

        private final Runnable task;
        private final long period;
        private final Disposable.Composite owner;
        private volatile boolean disposed;
        private volatile TimedTask timer;
        private long due;

        /**
         * @param period in nanoseconds; negative: once
         * @param owner to be left when it is done, or null
         */
        Job(Runnable task, long period, Disposable.Composite owner) {
            this.task = Schedulers.onSchedule(task);
            this.period = period;
            this.owner = owner;
            this.due = System.nanoTime();
        }

        /** Joins the line after {@code nanos}. */
        boolean in(long nanos) {
            due = System.nanoTime() + nanos;
            return arm();
        }

        private boolean arm() {
            TimedTask next = new TimedTask(line.core(), due, this::join, null);
            timer = next;
            if (disposed) {
                next.dispose();
            }
            return line.core().runOrSubmit(next);
        }

        private void join() {
            line.submit(this);
        }

        @Override
        public void run() {
            if (disposed) {
                return;
            }
            boolean again = false;
            try {
                task.run();
                again = period >= 0;
            } finally {
                if (!again) {
                    dispose();
                }
            }
            if (again && !disposed) {
                due += period;
                if (due - System.nanoTime() > 0) {
                    arm();
                } else {
                    join();
                }
            }
        }

        @Override
        public void dispose() {
            disposed = true;
            TimedTask armed = timer;
            if (armed != null) {
                armed.dispose();
            }
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
