package dev.plinth.backend.virtualthreads;

import dev.plinth.api.Latency;
import dev.plinth.api.Shares;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/** The open task queues of a runtime, in the order in which they were made. Callable from any thread. */
final class Queues {

    private final ReentrantLock making = new ReentrantLock();
    private final List<VirtualTaskQueue> open = new CopyOnWriteArrayList<>();

    VirtualTaskQueue make(
            VirtualThreadsRuntime runtime, List<Core> cores, String name, Shares shares, Latency latency) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a task queue needs a name, this one is blank");
        }
        making.lock();
        try {
            if (open.stream().anyMatch(queue -> queue.name().equals(name))) {
                throw new IllegalArgumentException(
                        "a task queue named '" + name + "' is open: use that one, close it, or choose another name");
            }
            VirtualTaskQueue queue = new VirtualTaskQueue(runtime, cores, name, shares, latency);
            open.add(queue);
            return queue;
        } finally {
            making.unlock();
        }
    }

    void closed(VirtualTaskQueue queue) {
        open.remove(queue);
    }

    boolean areNone() {
        return open.isEmpty();
    }

    List<VirtualTaskQueue> open() {
        return open;
    }
}
