package dev.plinth.backend.virtualthreads;

/**
 * Where tasks of one kind line up on a core: the {@link Core} itself for those without a queue, or a
 * {@link QueueLine}. Callable from any thread, except where noted.
 */
interface Lane {

    /** The core that runs the tasks. */
    Core core();

    /**
     * Runs {@code task} when its turn has come.
     *
     * @return false if the core has ended and the task will not run
     */
    boolean submit(Runnable task);

    /** Runs {@code task} now if the caller is a task of this lane, else submits it. */
    boolean runOrSubmit(Runnable task);

    /** Runs {@code task} after others had their turn: whoever has much to do lets them in between. On the core. */
    void inNextTurn(Runnable task);

    /** Whether the core is running a task of this lane. On the core. */
    boolean isInside();
}
