package dev.plinth.redis;

import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.json.JsonParser;
import io.lettuce.core.output.MultiOutput;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.CompleteableCommand;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** Lettuce's connection, safe in transactions when it is lost, and refusing to block a core. */
final class PlinthConnection<K, V> extends StatefulRedisConnectionImpl<K, V> {

    private final ClientContext context;
    private final TransactionState transaction = new TransactionState();
    private final RedisCommands<K, V> guardedSync;
    private boolean shared;

    PlinthConnection(
            RedisChannelWriter writer,
            PushHandler pushHandler,
            RedisCodec<K, V> codec,
            Duration timeout,
            Supplier<JsonParser> parser,
            ClientContext context) {
        super(writer, pushHandler, codec, timeout, parser);
        this.context = context;
        this.guardedSync = BlockingCalls.guard(context.runtime(), sync);
    }

    /** Before it is handed out: many callers will use it. */
    void share() {
        shared = true;
    }

    /** The class of the channel that is open now. */
    String channelName() {
        Channel channel = getChannelWriter() instanceof BoundedWriter writer
                ? writer.queue().channel()
                : null;
        return channel != null && channel.isActive() ? channel.getClass().getSimpleName() : "none, reconnecting";
    }

    @Override
    public <T> RedisCommand<K, V, T> dispatch(RedisCommand<K, V, T> command) {
        if (!admit(command)) {
            return command;
        }
        return super.dispatch(command);
    }

    @Override
    public Collection<RedisCommand<K, V, ?>> dispatch(Collection<? extends RedisCommand<K, V, ?>> commands) {
        List<RedisCommand<K, V, ?>> admitted = new ArrayList<>(commands.size());
        for (RedisCommand<K, V, ?> command : commands) {
            if (admit(command)) {
                admitted.add(command);
            }
        }
        return super.dispatch(admitted);
    }

    private boolean admit(RedisCommand<K, V, ?> command) {
        if (shared && SharedConnection.refuses(command.getType())) {
            command.completeExceptionally(SharedConnection.refusal(command.getType()));
            return false;
        }
        TransactionLostException lost = transaction.before(command.getType());
        if (lost != null) {
            command.completeExceptionally(lost);
            return false;
        }
        return true;
    }

    @Override
    protected <T> RedisCommand<K, V, T> preProcessCommand(RedisCommand<K, V, T> command) {
        if (command.getType() == CommandType.MULTI && multi == null) {
            multi = new QueuedCommands<>(getCodec());
            if (command instanceof CompleteableCommand<?> completeable) {
                completeable.onComplete((ignored, error) -> {
                    if (error != null) {
                        transaction.notBegun();
                    }
                });
            }
        }
        return super.preProcessCommand(command);
    }

    /** On the core, when the connection is lost. */
    @Override
    public void deactivated() {
        transaction.connectionLost();
        MultiOutput<K, V> queued = multi;
        multi = null;
        if (queued instanceof QueuedCommands<K, V> ours) {
            ours.fail(null);
        }
        super.deactivated();
    }

    @Override
    public RedisCommands<K, V> sync() {
        return guardedSync;
    }

    @Override
    public void setTimeout(Duration timeout) {
        super.setTimeout(timeout);
        if (getChannelWriter() instanceof BoundedWriter writer) {
            writer.timeout(timeout);
        }
    }

    @Override
    public void close() {
        BlockingCalls.refuseOnCore(context.runtime(), "close()", "closeAsync()");
        super.close();
    }

    /** If {@code command} is an EXEC that will not be answered: fails what it was to run, which else would hang. */
    static void failQueued(RedisCommand<?, ?, ?> command, Throwable error) {
        if (command.getOutput() instanceof QueuedCommands<?, ?> queued) {
            queued.fail(error);
        }
    }

    /** What the server has queued of a transaction. Lettuce would complete it with nulls on a loss. */
    private static final class QueuedCommands<K, V> extends MultiOutput<K, V> {

        private final List<RedisCommand<K, V, ?>> commands = new ArrayList<>();

        QueuedCommands(RedisCodec<K, V> codec) {
            super(codec);
        }

        @Override
        public void add(RedisCommand<K, V, ?> command) {
            commands.add(command);
            super.add(command);
        }

        void fail(Throwable error) {
            for (RedisCommand<K, V, ?> command : commands) {
                command.completeExceptionally(error != null ? error : TransactionState.lost(command.getType()));
            }
        }
    }
}
