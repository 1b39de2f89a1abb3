package dev.plinth.netty;

import dev.plinth.api.TcpOptions;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * What the channels of a transport are made of.
 *
 * @param name the transport's name: {@code io_uring}, {@code epoll}, {@code nio}, "bridge on …"
 * @param channelClass the class of the channels
 * @param channelFactory makes them
 * @param sendsAtEndOfTurn whether what is flushed leaves at the end of the loop's turn only, with all
 *     else that the turn submits (io_uring), rather than at once
 * @param socketFiles makes channels to socket files (Unix domain sockets); null if there are none
 * @param promptChannelFactory makes channels that take what arrives with fewer steps, and in smaller parts: for
 *     clients that wait for each answer. Where there is no difference it is {@code channelFactory}
 * @param options translates TCP options; what the platform does not have is left out
 */
public record NettyChannelType(
        String name,
        Class<? extends Channel> channelClass,
        ChannelFactory<? extends Channel> channelFactory,
        boolean sendsAtEndOfTurn,
        ChannelFactory<? extends Channel> socketFiles,
        ChannelFactory<? extends Channel> promptChannelFactory,
        Function<TcpOptions, Map<ChannelOption<?>, Object>> options) {

    /** One whose channels are all the same. */
    public NettyChannelType(
            String name,
            Class<? extends Channel> channelClass,
            ChannelFactory<? extends Channel> channelFactory,
            boolean sendsAtEndOfTurn,
            ChannelFactory<? extends Channel> socketFiles,
            Function<TcpOptions, Map<ChannelOption<?>, Object>> options) {
        this(name, channelClass, channelFactory, sendsAtEndOfTurn, socketFiles, channelFactory, options);
    }

    /** One without channels to socket files. */
    public NettyChannelType(
            String name,
            Class<? extends Channel> channelClass,
            ChannelFactory<? extends Channel> channelFactory,
            boolean sendsAtEndOfTurn,
            Function<TcpOptions, Map<ChannelOption<?>, Object>> options) {
        this(name, channelClass, channelFactory, sendsAtEndOfTurn, null, channelFactory, options);
    }

    /** Refuses null, but for {@code socketFiles}. */
    public NettyChannelType {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(channelClass, "channelClass");
        Objects.requireNonNull(channelFactory, "channelFactory");
        Objects.requireNonNull(promptChannelFactory, "promptChannelFactory");
        Objects.requireNonNull(options, "options");
    }
}
