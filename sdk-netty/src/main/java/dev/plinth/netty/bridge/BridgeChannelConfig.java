package dev.plinth.netty.bridge;

import dev.plinth.api.ConnectOptions;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannelConfig;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The options of a bridge channel. Those of the socket take effect when it connects. An option that
 * the SPI does not have is taken and left out, as {@link dev.plinth.api.TcpOptions} does.
 */
final class BridgeChannelConfig extends DefaultChannelConfig implements DuplexChannelConfig {

    private static final Logger LOG = LoggerFactory.getLogger(BridgeChannelConfig.class);

    private final BridgeChannel bridge;
    private final BridgeOptions socket = new BridgeOptions();
    private volatile boolean allowHalfClosure;

    BridgeChannelConfig(BridgeChannel channel) {
        super(channel);
        this.bridge = channel;
    }

    /**
     * How the SPI shall connect. The writer stops when the connection has enough, so that no limit is
     * wanted beyond that. Silence is the client's affair, as it is on a Netty backend's own channels:
     * the runtime's read and write timeouts are for connections that are used through the SPI.
     */
    ConnectOptions connectOptions(int core) {
        return ConnectOptions.builder()
                .core(core)
                .connectTimeout(Duration.ofMillis(getConnectTimeoutMillis()))
                .tcp(socket.tcp())
                .writeLimit(Integer.MAX_VALUE)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .build();
    }

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        return getOptions(
                super.getOptions(),
                ChannelOption.ALLOW_HALF_CLOSURE,
                ChannelOption.TCP_NODELAY,
                ChannelOption.SO_KEEPALIVE,
                ChannelOption.SO_SNDBUF,
                ChannelOption.SO_RCVBUF);
    }

    @Override
    @SuppressWarnings("unchecked") // T is tied to the option
    public <T> T getOption(ChannelOption<T> option) {
        if (option == ChannelOption.ALLOW_HALF_CLOSURE) {
            return (T) Boolean.valueOf(allowHalfClosure);
        }
        T value = (T) socket.get(option);
        return value != null ? value : super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        validate(option, value);
        if (option == ChannelOption.ALLOW_HALF_CLOSURE) {
            allowHalfClosure = (Boolean) value;
        } else if (!socket.set(option, value) && !super.setOption(option, value)) {
            LOG.debug("Left out: {}={}, an option that the bridge does not have", option, value);
        }
        return true;
    }

    @Override
    protected void autoReadCleared() {
        bridge.autoReadCleared();
    }

    @Override
    public boolean isAllowHalfClosure() {
        return allowHalfClosure;
    }

    @Override
    public DuplexChannelConfig setAllowHalfClosure(boolean allow) {
        allowHalfClosure = allow;
        return this;
    }

    @Override
    @Deprecated
    public DuplexChannelConfig setMaxMessagesPerRead(int maxMessagesPerRead) {
        super.setMaxMessagesPerRead(maxMessagesPerRead);
        return this;
    }

    @Override
    public DuplexChannelConfig setWriteSpinCount(int writeSpinCount) {
        super.setWriteSpinCount(writeSpinCount);
        return this;
    }

    @Override
    public DuplexChannelConfig setAllocator(ByteBufAllocator allocator) {
        super.setAllocator(allocator);
        return this;
    }

    @Override
    public DuplexChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
        super.setRecvByteBufAllocator(allocator);
        return this;
    }

    @Override
    public DuplexChannelConfig setAutoRead(boolean autoRead) {
        super.setAutoRead(autoRead);
        return this;
    }

    @Override
    public DuplexChannelConfig setAutoClose(boolean autoClose) {
        super.setAutoClose(autoClose);
        return this;
    }

    @Override
    public DuplexChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
        super.setMessageSizeEstimator(estimator);
        return this;
    }

    @Override
    public DuplexChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark waterMark) {
        super.setWriteBufferWaterMark(waterMark);
        return this;
    }
}
