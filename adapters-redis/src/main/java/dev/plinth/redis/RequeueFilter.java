package dev.plinth.redis;

import dev.plinth.api.AsyncRuntime;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.TransactionalCommand;
import java.util.function.Predicate;

/**
 * Lettuce asks this of each command that is about to wait for a reconnect because it was not sent.
 * Those of a transaction must not wait: outside their connection they would run on their own. The
 * others may, for as long as the command timeout.
 *
 * <p>Lettuce drops a command that its filter takes out without completing it; so this completes it.
 */
final class RequeueFilter implements Predicate<RedisCommand<?, ?, ?>> {

    private final ClientContext context;
    private final Predicate<RedisCommand<?, ?, ?>> user;

    RequeueFilter(ClientContext context, Predicate<RedisCommand<?, ?, ?>> user) {
        this.context = context;
        this.user = user;
    }

    Predicate<RedisCommand<?, ?, ?>> user() {
        return user;
    }

    @Override
    public boolean test(RedisCommand<?, ?, ?> command) {
        if (command == null) { // a batch: Lettuce asks again for each of its commands
            return false;
        }
        if (ofTransaction(command)) {
            command.completeExceptionally(new TransactionLostException(command.getType()
                    + " was not sent: it belongs to a transaction, and the connection is down. Begin the transaction"
                    + " again"));
            return true;
        }
        if (user.test(command)) {
            command.completeExceptionally(new CommandMayHaveRunException(
                    command.getType() + " was not sent again: the replay filter of the client's options took it out"));
            return true;
        }
        int core = context.runtime().currentCore();
        if (core != AsyncRuntime.NO_CORE) {
            context.waiting(core).add(command);
        }
        return false;
    }

    private static boolean ofTransaction(RedisCommand<?, ?, ?> command) {
        ProtocolKeyword type = command.getType();
        return type == CommandType.MULTI
                || type == CommandType.EXEC
                || type == CommandType.DISCARD
                || type == CommandType.WATCH
                || CommandWrapper.unwrap(command, TransactionalCommand.class) != null;
    }
}
