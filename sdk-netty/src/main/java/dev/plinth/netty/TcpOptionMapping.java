package dev.plinth.netty;

import dev.plinth.api.TcpOptions;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * {@link TcpOptions} as the options of a transport. Most are the same on all; the times of
 * keep-alive have constants of their own on each.
 *
 * @param keepIdle TCP_KEEPIDLE in seconds, or null where the platform has none; so the others
 * @param keepInterval TCP_KEEPINTVL in seconds
 * @param keepCount TCP_KEEPCNT
 */
public record TcpOptionMapping(
        ChannelOption<Integer> keepIdle, ChannelOption<Integer> keepInterval, ChannelOption<Integer> keepCount)
        implements Function<TcpOptions, Map<ChannelOption<?>, Object>> {

    @Override
    public Map<ChannelOption<?>, Object> apply(TcpOptions tcp) {
        Objects.requireNonNull(tcp, "tcp");
        Map<ChannelOption<?>, Object> options = new LinkedHashMap<>();
        options.put(ChannelOption.TCP_NODELAY, tcp.noDelay());
        options.put(ChannelOption.SO_KEEPALIVE, tcp.keepAlive());
        putSeconds(options, keepIdle, tcp.keepAliveIdle());
        putSeconds(options, keepInterval, tcp.keepAliveInterval());
        putPositive(options, keepCount, tcp.keepAliveCount());
        putPositive(options, ChannelOption.SO_SNDBUF, tcp.sendBuffer());
        putPositive(options, ChannelOption.SO_RCVBUF, tcp.receiveBuffer());
        return options;
    }

    private static void putSeconds(Map<ChannelOption<?>, Object> options, ChannelOption<Integer> key, Duration time) {
        putPositive(options, key, (int) Math.min(time.toSeconds(), Integer.MAX_VALUE));
    }

    private static void putPositive(Map<ChannelOption<?>, Object> options, ChannelOption<Integer> key, int value) {
        if (key != null && value > 0) {
            options.put(key, value);
        }
    }
}
