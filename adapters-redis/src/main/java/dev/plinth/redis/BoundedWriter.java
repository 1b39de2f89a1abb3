package dev.plinth.redis;

import io.lettuce.core.CommandListenerWriter;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.protocol.CommandExpiryWriter;
import io.lettuce.core.protocol.ConnectionFacade;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lettuce's writer of one connection behind the bound of its queue. */
final class BoundedWriter implements RedisChannelWriter {

    private final RedisChannelWriter delegate;
    private final ClientContext context;
    private final RequestQueue queue;

    BoundedWriter(RedisChannelWriter delegate, ClientContext context, RequestQueue queue) {
        this.delegate = delegate;
        this.context = context;
        this.queue = queue;
    }

    RequestQueue queue() {
        return queue;
    }

    @Override
    public <K, V, T> RedisCommand<K, V, T> write(RedisCommand<K, V, T> command) {
        if (!admit(command, 1)) {
            return command;
        }
        RedisCommand<K, V, T> written = delegate.write(command);
        if (!queue.isConnected()) {
            await(written);
        }
        return written;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> Collection<RedisCommand<K, V, ?>> write(Collection<? extends RedisCommand<K, V, ?>> commands) {
        if (commands.isEmpty()) {
            return List.of();
        }
        if (!admit(commands.iterator().next(), commands.size())) {
            commands.forEach(command -> command.completeExceptionally(queue.refusal(command)));
            return (Collection<RedisCommand<K, V, ?>>) commands;
        }
        Collection<RedisCommand<K, V, ?>> written = delegate.write(commands);
        if (!queue.isConnected()) {
            written.forEach(this::await);
        }
        return written;
    }

    private boolean admit(RedisCommand<?, ?, ?> command, int count) {
        if (queue.submit(count)) {
            return true;
        }
        if (RequestQueue.mustPass(command)) {
            queue.submitAnyway(count);
            return true;
        }
        command.completeExceptionally(queue.refusal(command));
        return false;
    }

    /** On the connection's own core {@link RequeueFilter} has seen to it. */
    private void await(RedisCommand<?, ?, ?> command) {
        int core = queue.core();
        if (core >= 0 && context.runtime().currentCore() != core) {
            context.waiting(core).add(command);
        }
    }

    /** What {@code RedisChannelHandler.setTimeout} does when it finds Lettuce's own expiry (if a user asked for it). */
    void timeout(Duration timeout) {
        RedisChannelWriter inner = delegate;
        if (inner instanceof CommandListenerWriter listening) {
            inner = listening.getDelegate();
        }
        if (inner instanceof CommandExpiryWriter expiring) {
            expiring.setTimeout(timeout);
        }
    }

    @Override
    public void setConnectionFacade(ConnectionFacade connection) {
        delegate.setConnectionFacade(connection);
    }

    @Override
    public void setAutoFlushCommands(boolean autoFlush) {
        delegate.setAutoFlushCommands(autoFlush);
    }

    @Override
    public void flushCommands() {
        delegate.flushCommands();
    }

    @Override
    public ClientResources getClientResources() {
        return delegate.getClientResources();
    }

    @Override
    public void close() {
        delegate.close();
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
        return delegate.closeAsync();
    }
}
