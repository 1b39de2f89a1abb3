package dev.plinth.backend.virtualthreads;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jctools.queues.MessagePassingQueue;

/**
 * The mailbox of a core that is ending. A task that was offered while the core ended was either run
 * by it, or its producer is told that it will not run: never neither, never both.
 */
final class LateTasks {

    private final ReentrantLock lock = new ReentrantLock();
    private final MessagePassingQueue<Runnable> mailbox;
    private final Set<Runnable> refused = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean closed;

    LateTasks(MessagePassingQueue<Runnable> mailbox) {
        this.mailbox = mailbox;
    }

    /** For the core: the next task, or null and nothing is accepted from then on. */
    Runnable next() {
        lock.lock();
        try {
            Runnable task = closed ? null : mailbox.poll();
            closed |= task == null;
            return task;
        } finally {
            lock.unlock();
        }
    }

    /** For the producer of {@code task}, which it has offered: whether the core will run it. */
    boolean accepts(Runnable task) {
        lock.lock();
        try {
            if (closed) {
                drain();
                return !refused.remove(task);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is accepted from now on, and who waits for what was is told. */
    void close() {
        List<Runnable> left;
        lock.lock();
        try {
            closed = true;
            drain();
            left = List.copyOf(refused);
        } finally {
            lock.unlock();
        }
        for (Runnable task : left) {
            if (task instanceof Rejectable rejectable) {
                rejectable.reject();
            }
        }
    }

    private void drain() {
        Runnable task;
        while ((task = mailbox.poll()) != null) {
            refused.add(task);
        }
    }

    /** A task that somebody waits for. */
    interface Rejectable {

        /** The task will not run. Called on any thread, possibly more than once. */
        void reject();
    }
}
