package dev.plinth.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last check before a command goes to Lettuce's CommandHandler and the wire, on the core: not
 * more unanswered commands than the bound (Lettuce's own check would log each refusal as a warning
 * with a stack trace), and none that waits longer than the connection's timeout.
 */
final class RequestGate extends ChannelDuplexHandler {

    static final String NAME = "plinth-gate";

    private static final Logger LOG = LoggerFactory.getLogger(RequestGate.class);

    private final RequestQueue queue;
    private final RedisChannelHandler<?, ?> connection;
    private final Queue<RedisCommand<?, ?, ?>> unanswered;
    private final boolean expires;
    private final CommandDeadlines deadlines = new CommandDeadlines();
    private boolean open;
    private long written;
    private Future<?> tick;
    private boolean heard;
    private long lastHeard;

    RequestGate(RequestQueue queue, RedisChannelHandler<?, ?> connection, CommandHandler commands, boolean expires) {
        this.queue = queue;
        this.connection = connection;
        this.unanswered = commands.getStack();
        this.expires = expires;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (msg instanceof RedisCommand<?, ?, ?> command) {
            queue.arrive();
            if (command.isDone()) {
                promise.trySuccess();
                return;
            }
            // What waited for the connection was accepted before: not refused now, however much it is.
            if (open && unanswered.size() >= queue.bound() && !RequestQueue.mustPass(command)) {
                command.completeExceptionally(queue.refusal(command));
                promise.trySuccess();
                return;
            }
            written(ctx, 1);
        } else if (msg instanceof Collection<?> batch) {
            written(ctx, batch.size());
        }
        ctx.write(msg, promise);
    }

    /** How many commands of this channel have had their answer, about: some of Lettuce's own are not counted. */
    long answered() {
        return written - unanswered.size();
    }

    private void written(ChannelHandlerContext ctx, int commands) {
        written += commands;
        if (tick == null && expires) {
            lastHeard = System.nanoTime();
            deadlines.mark(lastHeard, written);
            scheduleTick(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        open = true;
        queue.connected(ctx.channel());
        ctx.fireChannelActive();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        heard = true;
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        open = false;
        if (tick != null) {
            tick.cancel(false);
        }
        ctx.fireChannelInactive();
    }

    private void scheduleTick(ChannelHandlerContext ctx) {
        long delay = CommandDeadlines.tickNanos(connection.getTimeout());
        tick = ctx.executor().schedule(() -> onTick(ctx), delay, TimeUnit.NANOSECONDS);
    }

    private void onTick(ChannelHandlerContext ctx) {
        tick = null;
        if (unanswered.isEmpty() || !ctx.channel().isActive()) {
            deadlines.clear();
            return; // the next write starts again: an idle connection has no timer
        }
        long now = System.nanoTime();
        if (heard) {
            heard = false;
            lastHeard = now;
        }
        Duration timeout = connection.getTimeout();
        deadlines.mark(now, written);
        int overdue = timeout.isZero() ? 0 : deadlines.overdue(now, timeout.toNanos(), written, unanswered.size());
        scheduleTick(ctx);
        if (overdue > 0) {
            expire(overdue, timeout);
            if (now - lastHeard >= timeout.toNanos()) {
                LOG.warn(
                        "{}: nothing was heard for {} ms while commands waited: the connection is closed and opened"
                                + " again",
                        queue.label(),
                        timeout.toMillis());
                ctx.close();
            }
        }
    }

    /** They stay on the stack: should the answer come yet, it must find its place. */
    private void expire(int overdue, Duration timeout) {
        List<RedisCommand<?, ?, ?>> expired = new ArrayList<>(overdue);
        Iterator<RedisCommand<?, ?, ?>> oldest = unanswered.iterator();
        for (int i = 0; i < overdue && oldest.hasNext(); i++) {
            RedisCommand<?, ?, ?> command = oldest.next();
            if (!command.isDone()) {
                expired.add(command);
            }
        }
        for (RedisCommand<?, ?, ?> command : expired) { // apart, since callers may send more from within
            RedisCommandTimeoutException late = new RedisCommandTimeoutException(command.getType() + " was sent to "
                    + queue.label() + " and not answered within " + timeout.toMillis()
                    + " ms: it may have run, or may run yet. Is the server overloaded, or the timeout"
                    + " (?timeout= in the URI, RedisOptions.commandTimeout) too short?");
            command.completeExceptionally(late);
            PlinthConnection.failQueued(command, late);
        }
    }
}
