package dev.plinth.redis;

import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The commands of one core that wait for a connection to come back, so that they do not wait for
 * ever: Lettuce keeps them, this fails them once their time is up. Used while a connection is down,
 * never on the hot path.
 */
final class WaitingRoom {

    private final EventLoop loop;
    private final Duration timeout;
    private final Queue<Guest> guests = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    WaitingRoom(EventLoop loop, Duration timeout) {
        this.loop = loop;
        this.timeout = timeout;
    }

    void add(RedisCommand<?, ?, ?> command) {
        if (timeout.isZero() || command.isDone()) {
            return;
        }
        guests.add(new Guest(command, System.nanoTime()));
        schedule();
    }

    private void schedule() {
        if (!loop.isShuttingDown() && scheduled.compareAndSet(false, true)) {
            loop.schedule(this::sweep, CommandDeadlines.tickNanos(timeout), TimeUnit.NANOSECONDS);
        }
    }

    private void sweep() {
        scheduled.set(false);
        long now = System.nanoTime();
        guests.removeIf(guest -> guest.command.isDone());
        // All wait equally long, so the oldest stand in front (within the skew of racing callers).
        for (Guest guest; (guest = guests.peek()) != null && now - guest.since >= timeout.toNanos(); ) {
            guests.poll();
            guest.command.completeExceptionally(
                    new RedisCommandTimeoutException(guest.command.getType() + " timed out after " + timeout.toMillis()
                            + " ms, while its connection was down. If it was not sent meanwhile it never will be;"
                            + " is the server up?"));
        }
        if (!guests.isEmpty()) {
            schedule();
        }
    }

    private static final class Guest {

        private final RedisCommand<?, ?, ?> command;
        private final long since;

        Guest(RedisCommand<?, ?, ?> command, long since) {
            this.command = command;
            this.since = since;
        }
    }
}
