package dev.plinth.netty;

import dev.plinth.api.RuntimeClosedException;
import io.netty.channel.IoEventLoop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One core: its loop, and the operations on it that have not ended. As the core of a connection that is
 * assigned to a task queue, the same {@link #within} that queue.
 */
final class Core {

    private static final Logger LOG = LoggerFactory.getLogger(Core.class);

    private final CoreExecutor executor;
    private final Set<Operation<?>> pending;
    private final Batches batches;
    private final NettyTaskQueue queue;

    Core(CoreExecutor executor) {
        this(executor, ConcurrentHashMap.newKeySet(), new Batches(), null);
    }

    private Core(CoreExecutor executor, Set<Operation<?>> pending, Batches batches, NettyTaskQueue queue) {
        this.executor = executor;
        this.pending = pending;
        this.batches = batches;
        this.queue = queue;
    }

    /** The same core, but that what is executed on it, and what ends there, does so in {@code queue}. */
    Core within(NettyTaskQueue queue) {
        return new Core(executor, pending, batches, queue);
    }

    /** Null while it is the default one. */
    private QueueLine line() {
        if (queue == null) {
            return null;
        }
        QueueLine line = queue.line(index());
        return queue.isClosed() && line.isEmpty() ? null : line; // a closed one is left once it is empty
    }

    /** Off the core, or where its queue runs: what ends here need not go elsewhere first. */
    boolean inPlace() {
        if (queue == null || !inLoop()) {
            return true;
        }
        QueueLine line = line();
        return line == null || executor.runningLine() == line;
    }

    int index() {
        return executor.index();
    }

    IoEventLoop loop() {
        return executor.loop();
    }

    CoreExecutor executor() {
        return executor;
    }

    Set<Operation<?>> pending() {
        return pending;
    }

    /** To be used on the core. */
    Batches batches() {
        return batches;
    }

    boolean inLoop() {
        return executor.isHere();
    }

    /** Runs the task now if this is the core, else there. */
    void run(Runnable task) {
        if (inLoop()) {
            task.run();
        } else {
            execute(task);
        }
    }

    /** The same; a core that is gone has nothing left to be done. */
    void runIfAlive(Runnable task) {
        try {
            run(task);
        } catch (RuntimeClosedException e) {
            LOG.trace("Core {} is gone", index(), e);
        }
    }

    /**
     * Runs the task on the core, later.
     *
     * @throws RuntimeClosedException if the core takes no more
     */
    void execute(Runnable task) {
        // Only the core itself knows whether a line is empty.
        QueueLine line = queue == null ? null : inLoop() ? line() : queue.line(index());
        if (line == null) {
            executor.execute(task);
        } else {
            executor.execute(line, task);
        }
    }

    /**
     * The same, in another queue; null for the default one.
     *
     * @throws RuntimeClosedException if the core takes no more
     */
    void execute(NettyTaskQueue queue, Runnable task) {
        if (queue == null) {
            executor.execute(task);
        } else {
            executor.execute(queue.line(index()), task);
        }
    }
}
