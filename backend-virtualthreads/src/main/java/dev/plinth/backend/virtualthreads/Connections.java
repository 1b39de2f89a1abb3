package dev.plinth.backend.virtualthreads;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The open connections of a core. On the core, except where noted. */
final class Connections {

    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch allClosed = new CountDownLatch(1);
    private boolean closing;

    void add(Connection connection) {
        open.add(connection);
    }

    /** How many there are. From any thread. */
    int count() {
        return open.size();
    }

    /** The runtime ends. */
    void closeAll() {
        RuntimeException why = VirtualThreadsRuntime.closedError();
        open.forEach(connection -> connection.runtimeClosed(why));
        closing = true;
        countClosed();
    }

    /** {@code connection} has closed for good. */
    void closed(Connection connection) {
        open.remove(connection);
        countClosed();
    }

    private void countClosed() {
        if (closing && open.isEmpty()) {
            allClosed.countDown();
        }
    }

    /** Waits, after {@link #closeAll}, until all have closed. From any thread. */
    void awaitClosed(long deadline) throws InterruptedException {
        allClosed.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
