package dev.plinth.netty.bridge;

import dev.plinth.api.TcpOptions;
import dev.plinth.netty.TcpOptionMapping;
import io.netty.channel.ChannelOption;
import java.time.Duration;

/**
 * Socket options as Netty has them and as the SPI has them. The times of keep-alive are known by
 * their names alone: clients set the constants of whatever Netty transport they find on the
 * classpath, and each transport has its own.
 */
final class BridgeOptions {

    /** {@code TcpOptions} as options of a bridge channel. */
    static final TcpOptionMapping MAPPING =
            new TcpOptionMapping(keepAlive("TCP_KEEPIDLE"), keepAlive("TCP_KEEPINTVL"), keepAlive("TCP_KEEPCNT"));

    // Linux' defaults: the SPI takes the three together, Netty's users may set one.
    private static final int DEFAULT_IDLE = 7200;
    private static final int DEFAULT_INTERVAL = 75;
    private static final int DEFAULT_COUNT = 9;

    private boolean noDelay = TcpOptions.defaults().noDelay();
    private boolean keepAlive;
    private int sendBuffer;
    private int receiveBuffer;
    private int keepIdle;
    private int keepInterval;
    private int keepCount;

    private static ChannelOption<Integer> keepAlive(String name) {
        return ChannelOption.valueOf(BridgeOptions.class, name);
    }

    /** Takes an option over; false if the SPI has no such thing. */
    synchronized boolean set(ChannelOption<?> option, Object value) {
        switch (plainName(option)) {
            case "TCP_NODELAY" -> noDelay = (Boolean) value;
            case "SO_KEEPALIVE" -> keepAlive = (Boolean) value;
            case "SO_SNDBUF" -> sendBuffer = (Integer) value;
            case "SO_RCVBUF" -> receiveBuffer = (Integer) value;
            case "TCP_KEEPIDLE" -> keepIdle = (Integer) value;
            case "TCP_KEEPINTVL", "TCP_KEEPINTERVAL" -> keepInterval = (Integer) value;
            case "TCP_KEEPCNT", "TCP_KEEPCOUNT" -> keepCount = (Integer) value;
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The value of an option, null if the SPI has no such thing. */
    synchronized Object get(ChannelOption<?> option) {
        return switch (plainName(option)) {
            case "TCP_NODELAY" -> noDelay;
            case "SO_KEEPALIVE" -> keepAlive;
            case "SO_SNDBUF" -> sendBuffer;
            case "SO_RCVBUF" -> receiveBuffer;
            case "TCP_KEEPIDLE" -> keepIdle;
            case "TCP_KEEPINTVL", "TCP_KEEPINTERVAL" -> keepInterval;
            case "TCP_KEEPCNT", "TCP_KEEPCOUNT" -> keepCount;
            default -> null;
        };
    }

    /** What was set, for the SPI. */
    synchronized TcpOptions tcp() {
        TcpOptions tcp = TcpOptions.defaults()
                .withNoDelay(noDelay)
                .withKeepAlive(keepAlive)
                .withSendBuffer(sendBuffer)
                .withReceiveBuffer(receiveBuffer);
        if (!keepAlive || (keepIdle | keepInterval | keepCount) == 0) {
            return tcp;
        }
        return tcp.withKeepAlive(
                Duration.ofSeconds(keepIdle > 0 ? keepIdle : DEFAULT_IDLE),
                Duration.ofSeconds(keepInterval > 0 ? keepInterval : DEFAULT_INTERVAL),
                keepCount > 0 ? keepCount : DEFAULT_COUNT);
    }

    /** EpollChannelOption's constants are called "io.netty.channel.epoll.EpollChannelOption#TCP_KEEPIDLE". */
    private static String plainName(ChannelOption<?> option) {
        String name = option.name();
        return name.substring(name.lastIndexOf('#') + 1);
    }
}
