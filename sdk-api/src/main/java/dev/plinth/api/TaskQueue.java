package dev.plinth.api;

import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Work of one kind, that shares the cores with other kinds by weight: made by {@link
 * AsyncRuntime#taskQueue}, with a line on each core. What was given to it runs on the core that it was
 * given to, in that order, whenever the core's time falls to the queue.
 *
 * <p>A whole connection can be assigned to one ({@link StreamOptions.Builder#taskQueue}), a single
 * task ({@link #execute}), a computation ({@link #spawnOn}), and any Mono or Flux ({@link
 * #scheduler}). All methods may be called from any thread.
 *
 * <p>A backend that cannot weigh queues runs them all in the order of arrival; {@link
 * AsyncRuntime#info()} says under "task queues" whether they are "weighted by" shares or run "in order of
 * arrival".
 */
public interface TaskQueue extends AutoCloseable {

    /** Its name, unique among the open queues of the runtime. */
    String name();

    /** Its shares as they are now. */
    Shares shares();

    /** Gives it other shares, with effect within a slice. */
    void shares(Shares shares);

    /** Its latency class. */
    Latency latency();

    /**
     * Runs a task on the calling core, or on one of the runtime's choosing when called from outside. A
     * throwable that leaves the task is logged, and the core goes on.
     *
     * @throws RuntimeClosedException if the queue, or the runtime, no longer takes tasks
     */
    void execute(Runnable task);

    /**
     * Runs a task on core {@code core}; tasks from one thread to one core run in the order given.
     *
     * @throws IndexOutOfBoundsException if there is no such core
     * @throws RuntimeClosedException if the queue, or the runtime, no longer takes tasks
     */
    void execute(int core, Runnable task);

    /** {@link AsyncRuntime#spawnLocal} within this queue. */
    <T> Mono<T> spawnLocal(Callable<? extends T> task);

    /** {@link AsyncRuntime#spawnOn} within this queue; the result comes back within it, too. */
    <T> Mono<T> spawnOn(int core, Callable<? extends T> task);

    /**
     * A Reactor scheduler that runs everything on one core within this queue: {@code
     * mono.subscribeOn(queue.scheduler(0))}. Its delayed tasks join the queue when their time has come.
     * Disposing of it does nothing; that of its workers drops their tasks. Once the queue is closed it
     * rejects ({@link java.util.concurrent.RejectedExecutionException}, as Reactor's schedulers do).
     *
     * @throws IndexOutOfBoundsException if there is no such core
     */
    Scheduler scheduler(int core);

    /**
     * Takes no more tasks; those it has still run, the delayed ones of its schedulers included. Connections that were assigned to it go on without a
     * queue of their own. The name is free again. Calling it again does nothing.
     */
    @Override
    void close();
}
