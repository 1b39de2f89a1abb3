package dev.plinth.netty;

import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.RuntimeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Ends a runtime in good order, on a thread of its own since the cores end too. */
final class Shutdown {

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    private final Duration limit;
    private final CoreLoops loops;
    private final List<Core> cores;
    private final Sockets sockets;
    private final Runnable afterwards;
    private final AtomicBoolean started = new AtomicBoolean();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    Shutdown(RuntimeConfig config, CoreLoops loops, List<Core> cores, Sockets sockets, Runnable afterwards) {
        this.limit = config.get(RuntimeConfig.SHUTDOWN_TIMEOUT);
        this.loops = loops;
        this.cores = cores;
        this.sockets = sockets;
        this.afterwards = afterwards;
    }

    boolean hasBegun() {
        return started.get();
    }

    void refuseIfBegun() {
        if (hasBegun()) {
            throw new RuntimeClosedException("the runtime has been shut down");
        }
    }

    Mono<Void> mono() {
        return Mono.defer(() -> {
            begin();
            return Mono.fromFuture(done, true);
        });
    }

    void await() {
        begin();
        done.join();
    }

    private void begin() {
        if (started.compareAndSet(false, true)) {
            Thread thread = new Thread(this::run, "plinth-shutdown");
            thread.setDaemon(false); // a JVM that is about to exit waits for what was written
            thread.start();
        }
    }

    private void run() {
        long deadline = System.nanoTime() + TimedTask.nanos(limit);
        try {
            sockets.refuseNew();
            cores.forEach(this::endWaiting);
            closeSockets(deadline);
            if (!loops.stop(deadline)) {
                abandon();
            }
        } catch (Throwable e) {
            LOG.warn("The shutdown did not go as it should", e);
        } finally {
            RuntimeClosedException closed = new RuntimeClosedException("the runtime has been shut down");
            cores.forEach(core -> core.pending().forEach(operation -> operation.fail(closed)));
            afterwards.run();
            done.complete(null);
        }
    }

    /** What would wait for something that no longer comes. */
    private void endWaiting(Core core) {
        core.execute(() -> core.pending().forEach(Operation::shuttingDown));
    }

    /** Waits for each, since a ring that ends with an accept still in it lets the listener live a little longer. */
    private void closeSockets(long deadline) throws InterruptedException {
        List<CompletableFuture<?>> closing = new ArrayList<>();
        sockets.listeners().forEach(listener -> closing.add(listener.close().toFuture()));
        sockets.connections()
                .forEach(connection -> closing.add(connection.close().toFuture()));
        try {
            CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new))
                    .get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("Not every socket was closed in good order", e);
        }
    }

    private void abandon() {
        for (Core core : cores) {
            if (core.executor().isRunning()) {
                LOG.warn(
                        "Core {} did not end within {} ms ({}) and is abandoned: a task on it blocks or does not end",
                        core.index(),
                        limit.toMillis(),
                        RuntimeConfig.SHUTDOWN_TIMEOUT);
            }
        }
    }
}
