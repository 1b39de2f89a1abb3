package dev.plinth.cli.redis;

import dev.plinth.cli.load.Line;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/** A Lettuce connection, stock or on Plinth: the load goes through the same calls. */
final class LettuceLine implements Line {

    private final StatefulRedisConnection<String, String> connection;
    private final Executor loop;

    LettuceLine(StatefulRedisConnection<String, String> connection, Executor loop) {
        this.connection = connection;
        this.loop = loop;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public Issuer issuer(String operation, Completion completion) {
        RedisAsyncCommands<String, String> commands = connection.async();
        boolean set = Dataset.isSet(operation);
        BiConsumer<String, Throwable> done =
                (reply, error) -> completion.done(error != null ? error : Dataset.check(set, reply));
        return set
                ? n -> commands.set(Dataset.key(n), Dataset.VALUE).whenComplete(done)
                : n -> commands.get(Dataset.key(n)).whenComplete(done);
    }

    @Override
    public Caller caller(String operation) {
        RedisCommands<String, String> commands = connection.sync();
        return Dataset.isSet(operation)
                ? n -> expect(true, commands.set(Dataset.key(n), Dataset.VALUE))
                : n -> expect(false, commands.get(Dataset.key(n)));
    }

    private static void expect(boolean set, String reply) {
        if (Dataset.check(set, reply) instanceof IllegalStateException wrong) {
            throw wrong;
        }
    }
}
