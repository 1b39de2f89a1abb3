package dev.plinth.redis;

import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.TransactionalCommand;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in front of Lettuce's CommandHandler and hears of the loss of a connection before it does.
 *
 * <p>By then the channel has failed the promises of everything that the transport has not taken
 * whole, and Lettuce has taken those commands off its stack: they have not run, and go to the next
 * connection. What is left on the stack may have run; Lettuce would send it again, so it is failed
 * here.
 *
 * <p>An IOException is kept from Lettuce, which would fail the oldest command with it although that
 * one may not have been sent. It ends the connection, and the rest follows from that.
 *
 * <p>When Lettuce cannot decode what has come, it closes the connection in the middle of the read, and then fails the
 * oldest command with whatever its decoder threw. Here that command is given an error that says what happened. And the
 * connection is closed after that: else Lettuce would fail with the same error whatever is sent before the next one.
 */
final class NoReplayGuard extends ChannelDuplexHandler {

    static final String NAME = "plinth-no-replay";

    private static final Logger LOG = LoggerFactory.getLogger(NoReplayGuard.class);

    private final ClientContext context;
    private final RequestQueue queue;
    private final CommandHandler commands;
    private boolean reading;
    private ChannelPromise closing;

    NoReplayGuard(ClientContext context, RequestQueue queue, CommandHandler commands) {
        this.context = context;
        this.queue = queue;
        this.commands = commands;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        try {
            ctx.fireChannelRead(message);
        } finally {
            reading = false;
            if (closing != null) {
                ctx.close(closing);
                closing = null;
            }
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (reading && closing == null && !closedByUs()) {
            nameErrorOfOldest();
            closing = promise;
        } else {
            ctx.close(promise);
        }
    }

    private void nameErrorOfOldest() {
        Queue<RedisCommand<?, ?, ?>> stack = commands.getStack();
        RedisCommand<?, ?, ?> oldest = stack.poll();
        if (oldest == null) {
            return;
        }
        List<RedisCommand<?, ?, ?>> others = new ArrayList<>(stack.size());
        for (RedisCommand<?, ?, ?> other; (other = stack.poll()) != null; ) {
            others.add(other);
        }
        stack.add(named(oldest));
        stack.addAll(others);
    }

    private <K, V, T> RedisCommand<K, V, T> named(RedisCommand<K, V, T> command) {
        return new UnreadableAnswer<>(command, cause -> {
            CommandMayHaveRunException error = new CommandMayHaveRunException(
                    command.getType() + " was sent to " + queue.label() + ", and what came back cannot be read as an"
                            + " answer (" + cause + "): bytes were changed or lost on their way, or it is no Redis."
                            + " The connection is closed, and another one is made. The command may have run, or not, and"
                            + " is not sent again: read back what it should have changed, or send it again if running"
                            + " it twice does no harm. TLS keeps bytes from being changed",
                    cause);
            PlinthConnection.failQueued(command, error);
            return error;
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Queue<RedisCommand<?, ?, ?>> stack = commands.getStack();
        if (context.options().replay() && !closedByUs()) {
            stack.forEach(context.waiting(queue.core())::add);
        } else {
            // Without EXEC on its way nothing of a transaction has run.
            boolean executing = stack.stream().anyMatch(command -> command.getType() == CommandType.EXEC);
            for (RedisCommand<?, ?, ?> command; (command = stack.poll()) != null; ) {
                if (!command.isDone()) {
                    fail(command, executing);
                }
            }
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{}: the connection failed: {}", queue.label(), cause.toString());
            ctx.close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    private void fail(RedisCommand<?, ?, ?> command, boolean executing) {
        if (!executing && CommandWrapper.unwrap(command, TransactionalCommand.class) != null) {
            command.completeExceptionally(TransactionState.lost(command.getType()));
            return;
        }
        CommandMayHaveRunException error = new CommandMayHaveRunException(command.getType() + " was sent to "
                + queue.label() + ", and the connection was "
                + (closedByUs() ? "closed on this side" : "lost")
                + " before its answer came: it may have run, or not. It is not sent again (" + RedisConfig.REPLAY
                + "=false). Read back what it should have changed, or send it again if running it twice does"
                + " no harm");
        command.completeExceptionally(error);
        PlinthConnection.failQueued(command, error);
    }

    private boolean closedByUs() {
        return commands.getEndpoint() instanceof DefaultEndpoint endpoint && endpoint.isClosed();
    }
}
