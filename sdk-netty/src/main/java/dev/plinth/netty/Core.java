package dev.plinth.netty;

import dev.plinth.api.RuntimeClosedException;
import io.netty.channel.IoEventLoop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One core: its loop, and the operations on it that have not ended. */
final class Core {

    private static final Logger LOG = LoggerFactory.getLogger(Core.class);

    private final int index;
    private final IoEventLoop loop;
    private final Set<Operation<?>> pending = ConcurrentHashMap.newKeySet();

    Core(int index, IoEventLoop loop) {
        this.index = index;
        this.loop = loop;
    }

    int index() {
        return index;
    }

    IoEventLoop loop() {
        return loop;
    }

    Set<Operation<?>> pending() {
        return pending;
    }

    boolean inLoop() {
        return loop.inEventLoop();
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
            LOG.trace("Core {} is gone", index, e);
        }
    }

    /**
     * Runs the task on the core, later.
     *
     * @throws RuntimeClosedException if the core takes no more
     */
    void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            throw new RuntimeClosedException("the runtime has been shut down", e);
        }
    }
}
