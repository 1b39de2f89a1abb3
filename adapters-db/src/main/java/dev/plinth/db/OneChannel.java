package dev.plinth.db;

import dev.plinth.netty.NettyTransport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.DomainSocketChannel;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Puts one connection of the driver on one core, and knows its channel, which the driver keeps to itself.
 * Further channels (the driver opens one to cancel a statement) come to the same core.
 */
final class OneChannel implements LoopResources {

    private final NettyTransport transport;
    private final EventLoop loop;
    private volatile Channel current;
    private volatile boolean settled;

    OneChannel(NettyTransport transport, int core) {
        this.transport = transport;
        this.loop = transport.loop(core);
    }

    /** The channel of the connection, once it is open: the last one that was tried (the driver may try with and without TLS). */
    Channel settle() {
        settled = true;
        return current;
    }

    @Override
    @SuppressWarnings("unchecked") // reactor-netty uses what every channel has
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
        Channel channel = factory(type).newChannel();
        if (!settled) {
            current = channel;
        }
        return (C) channel;
    }

    private ChannelFactory<? extends Channel> factory(Class<?> type) {
        if (!DomainSocketChannel.class.isAssignableFrom(type)) {
            return transport.promptChannelFactory();
        }
        return transport
                .socketFileChannels()
                .orElseThrow(() -> new UnsupportedOperationException("socket files cannot be had on '"
                        + transport.name() + "': connect by TCP, or take another backend"));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup group) {
        return (Class<? extends C>) transport.channelClass();
    }

    @Override
    public EventLoopGroup onClient(boolean preferNative) {
        return loop;
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        throw new UnsupportedOperationException("a client's loop");
    }

    /** The loops are the runtime's. */
    @Override
    public boolean daemon() {
        return true;
    }

    @Override
    public Mono<Void> disposeLater() {
        return Mono.empty();
    }
}
