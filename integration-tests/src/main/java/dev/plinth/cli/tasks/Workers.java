package dev.plinth.cli.tasks;

import java.util.Map;
import java.util.concurrent.Executor;

/** Threads that run tasks, numbered from 0: a runtime's cores, Netty's loops, or pools of one thread. */
interface Workers extends AutoCloseable {

    /** Called by a task that runs on worker 0: runs another one there. */
    void executeHere(Runnable task);

    /** Runs a task on a worker; may be called from anywhere. */
    void execute(int worker, Runnable task);

    /**
     * A queue of worker 0 with a weight, or, from those that have none, just worker 0.
     *
     * @param shares how much of the worker it should get, relative to others
     */
    Executor queue(String name, int shares);

    /**
     * Starts an echo server whose connections live on worker 0.
     *
     * @return its port
     * @throws UnsupportedOperationException from those that have no I/O
     */
    int listen();

    /** What runs: {@link dev.plinth.cli.bench.Reading#TRANSPORT} and more. */
    Map<String, String> facts();

    @Override
    void close();
}
