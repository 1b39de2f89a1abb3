package dev.plinth.redis;

import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.TransactionalCommand;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bound of one connection's queue, across its reconnects.
 *
 * <p>A command is counted when it is submitted, on whatever thread, and again when it arrives at the
 * channel, on the core; between the two it waits in the core's task queue or for the connection to
 * come back. From there on it stands in Lettuce's stack of unanswered commands, whose size the
 * {@link RequestGate} holds against the same bound. Nothing is counted down on completion, so a
 * command costs no listener.
 */
final class RequestQueue {

    private final int bound;
    private final AtomicInteger submitted = new AtomicInteger();
    private final AtomicInteger arrived = new AtomicInteger();
    private volatile Channel channel;
    private volatile String label = "Redis";
    private volatile int core = -1;

    RequestQueue(int bound) {
        this.bound = bound;
    }

    int bound() {
        return bound;
    }

    void bind(String label, int core) {
        this.label = label;
        this.core = core;
    }

    String label() {
        return label;
    }

    int core() {
        return core;
    }

    /** Off or on the core: whether {@code n} more may be submitted; counts them if so. */
    boolean submit(int n) {
        if (submitted.get() - arrived.get() + n > bound) {
            return false;
        }
        submitted.addAndGet(n);
        return true;
    }

    /** Counts without asking. */
    void submitAnyway(int n) {
        submitted.addAndGet(n);
    }

    /** On the core. Never lets more arrive than were submitted: Lettuce writes some of its own making. */
    void arrive() {
        int before = arrived.getPlain(); // written here alone
        if (submitted.get() - before > 0) {
            arrived.lazySet(before + 1); // others may see it a moment later: no fence for every command
        }
    }

    /** On the core, when the connection is up and all that waited for it has been written. */
    void connected(Channel current) {
        arrived.set(submitted.get());
        channel = current;
    }

    Channel channel() {
        return channel;
    }

    boolean isConnected() {
        Channel current = channel;
        return current != null && current.isActive();
    }

    /** What belongs to a transaction that has begun is let through: half a transaction would be worse. */
    static boolean mustPass(RedisCommand<?, ?, ?> command) {
        ProtocolKeyword type = command.getType();
        return type == CommandType.EXEC
                || type == CommandType.DISCARD
                || CommandWrapper.unwrap(command, TransactionalCommand.class) != null;
    }

    RequestQueueFullException refusal(RedisCommand<?, ?, ?> command) {
        String found = isConnected()
                ? "as many commands as " + RedisConfig.REQUEST_QUEUE_SIZE + " allows (" + bound + ") wait already. The"
                        + " server or the network is slower than the callers"
                : "the connection is down, and as many commands as " + RedisConfig.REQUEST_QUEUE_SIZE + " allows ("
                        + bound + ") wait for it to come back";
        return new RequestQueueFullException(command.getType() + " was not sent to " + label + ": " + found
                + ". Wait for earlier commands before sending more, or raise " + RedisConfig.REQUEST_QUEUE_SIZE);
    }
}
