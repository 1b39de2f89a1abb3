package dev.plinth.backend.virtualthreads;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The end of a runtime, on a platform thread: tasks that hog every carrier must not keep it from
 * running.
 */
final class Shutdown implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    /** What a sound core gets to end, even if another one has used up the time. */
    private static final Duration GRACE = Duration.ofMillis(250);

    private final List<Core> cores;
    private final Threads threads;
    private final Watch watch;
    private final Set<VirtualThreadsRuntime.Pending> pending;
    private final Duration timeout;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Sinks.Empty<Void> ended = Sinks.empty();

    Shutdown(
            List<Core> cores,
            Threads threads,
            Watch watch,
            Set<VirtualThreadsRuntime.Pending> pending,
            Duration timeout) {
        this.cores = cores;
        this.threads = threads;
        this.watch = watch;
        this.pending = pending;
        this.timeout = timeout;
    }

    boolean hasBegun() {
        return begun.get();
    }

    /** Begins, when first subscribed to; completes at the end. */
    Mono<Void> mono() {
        return Mono.defer(() -> {
            if (begun.compareAndSet(false, true)) {
                Thread thread = new Thread(this, "plinth-vt-shutdown");
                thread.setDaemon(true);
                thread.start();
            }
            return ended.asMono();
        });
    }

    @Override
    public void run() {
        long deadline = Timers.dueIn(timeout);
        try {
            pending.forEach(VirtualThreadsRuntime.Pending::runtimeClosed);
            // behind the tasks that were accepted before
            cores.forEach(core -> core.submit(core::closeAll));
            endCores(deadline);
            watch.stop();
            List<String> left = threads.awaitEnd(deadline);
            if (!left.isEmpty()) {
                LOG.warn("Threads that had not ended when the runtime was shut down: {}", left);
            }
        } catch (InterruptedException e) {
            LOG.warn("The shutdown was interrupted: threads may be left", e);
        } catch (RuntimeException e) {
            LOG.error("The shutdown failed: threads may be left", e);
        } finally {
            watch.stop();
            ended.tryEmitEmpty();
        }
    }

    private void endCores(long deadline) throws InterruptedException {
        List<Core> hung = new ArrayList<>();
        // all must have closed their connections before any ends: a task may still speak to another core
        for (Core core : cores) {
            core.connections().awaitClosed(deadline);
        }
        cores.forEach(Core::end);
        for (Core core : cores) {
            long rest = Math.max(GRACE.toMillis(), (deadline - System.nanoTime()) / 1_000_000);
            core.thread().join(rest);
            if (core.thread().isAlive()) {
                hung.add(core);
            }
        }
        for (Core core : hung) {
            LOG.warn(
                    "{} did not end within {}: a task blocks it, at {}",
                    core.thread().getName(),
                    timeout,
                    List.of(core.thread().getStackTrace()));
            core.abandon();
            core.closeAll();
        }
    }
}
