package dev.plinth.redis;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lettuce's timer on the runtime's loops, in place of a thread of its own. For delays, not for every command. */
final class LoopTimer implements Timer {

    private static final Logger LOG = LoggerFactory.getLogger(LoopTimer.class);

    private final EventExecutorGroup loops;

    LoopTimer(EventExecutorGroup loops) {
        this.loops = loops;
    }

    @Override
    public Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
        Scheduled scheduled = new Scheduled(task);
        scheduled.handle = loops.next().schedule(scheduled, delay, unit);
        return scheduled;
    }

    /** Nothing of its own to stop. */
    @Override
    public Set<Timeout> stop() {
        return Set.of();
    }

    private final class Scheduled implements Timeout, Runnable {

        private final TimerTask task;
        private volatile ScheduledFuture<?> handle;
        private volatile boolean expired;

        Scheduled(TimerTask task) {
            this.task = task;
        }

        @Override
        public void run() {
            expired = true;
            try {
                task.run(this);
            } catch (Exception e) {
                LOG.warn("A timer task of Lettuce failed", e);
            }
        }

        @Override
        public Timer timer() {
            return LoopTimer.this;
        }

        @Override
        public TimerTask task() {
            return task;
        }

        @Override
        public boolean isExpired() {
            return expired;
        }

        @Override
        public boolean isCancelled() {
            ScheduledFuture<?> current = handle;
            return current != null && current.isCancelled();
        }

        @Override
        public boolean cancel() {
            ScheduledFuture<?> current = handle;
            return current != null && current.cancel(false);
        }
    }
}
