package dev.plinth.netty;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/** A task that waits for its time on a core. */
final class TimedTask implements Runnable, Disposable {

    private static final Logger LOG = LoggerFactory.getLogger(TimedTask.class);

    private final Runnable task;
    private final Shutdown shutdown;
    private volatile boolean disposed;
    private volatile Future<?> timer;

    private TimedTask(Runnable task, Shutdown shutdown) {
        this.task = task;
        this.shutdown = shutdown;
    }

    static TimedTask schedule(Core core, Duration delay, Runnable task, Shutdown shutdown) {
        TimedTask timed = new TimedTask(task, shutdown);
        timed.timer = core.loop().schedule(timed, nanos(delay), TimeUnit.NANOSECONDS);
        return timed;
    }

    /** Longer than 292 years is as good as for ever. */
    static long nanos(Duration delay) {
        try {
            return Math.max(0, delay.toNanos());
        } catch (ArithmeticException e) {
            return delay.isNegative() ? 0 : Long.MAX_VALUE / 2;
        }
    }

    @Override
    public void run() {
        if (disposed || shutdown.hasBegun()) {
            return;
        }
        disposed = true;
        try {
            task.run();
        } catch (Throwable e) {
            LOG.warn("A scheduled task failed: {}", task, e);
        }
    }

    @Override
    public void dispose() {
        if (!disposed) {
            disposed = true;
            timer.cancel(false);
        }
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }
}
