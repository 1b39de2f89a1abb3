package dev.plinth.redis;

import dev.plinth.api.ConfigException;
import dev.plinth.api.TcpOptions;
import dev.plinth.netty.NettyTransport;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ConnectionBuilder;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.util.AttributeKey;
import java.util.Map;

/**
 * Puts a connection that Lettuce is about to open onto the runtime: one loop, its channels, its
 * options. Lettuce keeps the bootstrap for the reconnects, so these stay on the same core.
 */
final class ChannelSetup {

    private ChannelSetup() {}

    /** Lettuce looks for a native transport of its own at once if the URI names a socket file. */
    static void check(RedisURI uri) {
        if (uri.getSocket() != null) {
            throw new ConfigException("a Redis server at a socket file (" + uri.getSocket()
                    + ") cannot be reached through Plinth: give its host and port");
        }
    }

    /** After Lettuce has filled the builder. */
    static void apply(ClientContext context, ConnectionBuilder builder, RedisURI uri, int core) {
        RequestQueue queue = queueOf(context, builder.connection());
        queue.bind(RedisUris.label(uri), core);
        NettyTransport transport = context.transport();
        Bootstrap bootstrap = new Bootstrap()
                .group(transport.loop(core))
                .channelFactory(channels(context, builder, queue))
                .resolver(transport.resolver());
        Map<ChannelOption<?>, Object> lettuces = builder.bootstrap().config().options();
        copy(lettuces, bootstrap, transport);
        transport
                .options(tcp(builder.clientOptions().getSocketOptions(), lettuces))
                .forEach((option, value) -> set(bootstrap, option, value));
        builder.bootstrap().config().attrs().forEach((key, value) -> attribute(bootstrap, key, value));
        builder.bootstrap(bootstrap);
        if (uri.isSsl()) {
            ClientOptions options = builder.clientOptions();
            PreparedTls tls = new PreparedTls(options.getSslOptions(), uri.getVerifyMode());
            builder.clientOptions(LettuceOptions.with(options, tls));
            builder.socketAddressSupplier(tls.before(builder.socketAddress()));
        }
        builder.timeout(context.options().connectTimeout()); // of the login
    }

    private static RequestQueue queueOf(ClientContext context, RedisChannelHandler<?, ?> connection) {
        return connection.getChannelWriter() instanceof BoundedWriter writer
                ? writer.queue()
                : new RequestQueue(context.options().requestQueueSize());
    }

    private static ChannelFactory<Channel> channels(
            ClientContext context, ConnectionBuilder builder, RequestQueue queue) {
        RedisChannelHandler<?, ?> connection = builder.connection();
        boolean expires = builder.clientOptions().getTimeoutOptions() == LettuceOptions.TIMEOUTS_ARE_OURS;
        return () -> {
            Channel channel = context.transport().channelFactory().newChannel();
            channel.pipeline().addLast(new PipelineSetup(context, queue, connection, expires));
            return channel;
        };
    }

    private static TcpOptions tcp(SocketOptions socket, Map<ChannelOption<?>, Object> lettuces) {
        TcpOptions tcp =
                TcpOptions.defaults().withNoDelay(socket.isTcpNoDelay()).withKeepAlive(socket.isKeepAlive());
        if (lettuces.keySet().stream().anyMatch(ChannelSetup::isKeepAliveTime)) {
            SocketOptions.KeepAliveOptions times = socket.getKeepAlive();
            tcp = tcp.withKeepAlive(times.getIdle(), times.getInterval(), times.getCount());
        }
        return tcp;
    }

    /**
     * Lettuce's options are those of the transport that it would have taken: the times of keep-alive
     * are left out here, since {@code NettyTransport} knows this transport's own.
     */
    private static void copy(Map<ChannelOption<?>, Object> options, Bootstrap target, NettyTransport transport) {
        options.forEach((option, value) -> {
            if (option.name().contains("TCP_USER_TIMEOUT")) {
                userTimeout(target, transport, value);
            } else if (!isKeepAliveTime(option)) {
                set(target, option, value);
            }
        });
    }

    private static boolean isKeepAliveTime(ChannelOption<?> option) {
        return option.name().contains("TCP_KEEP");
    }

    /** Netty finds channel options by name, so that no class of a transport is needed here. */
    private static void userTimeout(Bootstrap target, NettyTransport transport, Object millis) {
        String holder = switch (transport.name()) {
            case "epoll" -> "io.netty.channel.epoll.EpollChannelOption";
            case "io_uring" -> "io.netty.channel.uring.IoUringChannelOption";
            default ->
                throw new ConfigException("TCP_USER_TIMEOUT was asked for (SocketOptions), and "
                        + transport.name() + " does not have it: leave it out, or choose the backend"
                        + " percore-uring or netty-epoll");
        };
        set(target, ChannelOption.valueOf(holder + "#TCP_USER_TIMEOUT"), millis);
    }

    @SuppressWarnings("unchecked") // option and value were a pair before
    private static void set(Bootstrap target, ChannelOption<?> option, Object value) {
        target.option((ChannelOption<Object>) option, value);
    }

    @SuppressWarnings("unchecked") // key and value were a pair before
    private static void attribute(Bootstrap target, AttributeKey<?> key, Object value) {
        target.attr((AttributeKey<Object>) key, value);
    }
}
