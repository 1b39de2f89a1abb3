package dev.plinth.netty;

import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.BackendContext;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import java.util.Map;
import java.util.Objects;

/**
 * What makes one Netty backend different from another; the rest is the same for all.
 *
 * @param name the backend's name
 * @param threadPrefix what the names of its threads begin with; the number of the core follows
 * @param channels its channels
 * @param servers makes its listening channels
 * @param wires makes the sockets of connections without TLS; null: those are channels, too
 * @param handlers makes the I/O part of a loop
 * @param placement where the cores run; one object per runtime
 * @param details facts for {@link AsyncRuntime#info()}
 */
public record NettyBackend(
        String name,
        String threadPrefix,
        NettyChannelType channels,
        ChannelFactory<? extends ServerChannel> servers,
        WireFactory wires,
        IoHandlerFactory handlers,
        CorePlacement placement,
        Map<String, String> details) {

    /** Refuses null, but for {@code wires}. */
    public NettyBackend {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(threadPrefix, "threadPrefix");
        Objects.requireNonNull(channels, "channels");
        Objects.requireNonNull(servers, "servers");
        Objects.requireNonNull(handlers, "handlers");
        Objects.requireNonNull(placement, "placement");
        details = Map.copyOf(details);
    }

    /** A backend all of whose connections are channels. */
    public NettyBackend(
            String name,
            String threadPrefix,
            NettyChannelType channels,
            ChannelFactory<? extends ServerChannel> servers,
            IoHandlerFactory handlers,
            CorePlacement placement,
            Map<String, String> details) {
        this(name, threadPrefix, channels, servers, null, handlers, placement, details);
    }

    /**
     * Builds all loops at their real size and starts them.
     *
     * @throws RuntimeException what the handlers or the placement threw; everything that had been built
     *     is released by then
     */
    public AsyncRuntime start(BackendContext context) {
        return NettyRuntime.start(this, context);
    }
}
