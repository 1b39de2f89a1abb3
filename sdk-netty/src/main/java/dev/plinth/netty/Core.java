package dev.plinth.netty;

import dev.plinth.api.RuntimeClosedException;
import io.netty.channel.IoEventLoop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One core: its loop, and the operations on it that have not ended. */
final class Core {

    private static final Logger LOG = LoggerFactory.getLogger(Core.class);

    private final CoreExecutor executor;
    private final Set<Operation<?>> pending = ConcurrentHashMap.newKeySet();

    Core(CoreExecutor executor) {
        this.executor = executor;
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
        executor.execute(task);
    }

    /**
     * The same, in a queue; null for the default one.
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
