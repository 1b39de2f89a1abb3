package dev.plinth.api;

import java.time.Duration;
import java.util.Objects;

/**
 * Options of a TCP socket. Immutable; each {@code with} returns a changed copy. An option that the
 * platform does not have is left out, with a DEBUG line.
 */
public final class TcpOptions {

    private static final TcpOptions DEFAULTS = new TcpOptions(true, false, Duration.ZERO, Duration.ZERO, 0, 0, 0);

    private final boolean noDelay;
    private final boolean keepAlive;
    private final Duration keepAliveIdle;
    private final Duration keepAliveInterval;
    private final int keepAliveCount;
    private final int sendBuffer;
    private final int receiveBuffer;

    private TcpOptions(
            boolean noDelay,
            boolean keepAlive,
            Duration keepAliveIdle,
            Duration keepAliveInterval,
            int keepAliveCount,
            int sendBuffer,
            int receiveBuffer) {
        this.noDelay = noDelay;
        this.keepAlive = keepAlive;
        this.keepAliveIdle = keepAliveIdle;
        this.keepAliveInterval = keepAliveInterval;
        this.keepAliveCount = keepAliveCount;
        this.sendBuffer = sendBuffer;
        this.receiveBuffer = receiveBuffer;
    }

    /** No delay, no keep-alive, the system's buffer sizes. */
    public static TcpOptions defaults() {
        return DEFAULTS;
    }

    /** TCP_NODELAY: small writes go out at once (default true). */
    public TcpOptions withNoDelay(boolean on) {
        return new TcpOptions(
                on, keepAlive, keepAliveIdle, keepAliveInterval, keepAliveCount, sendBuffer, receiveBuffer);
    }

    /** SO_KEEPALIVE with the system's timing (default false). */
    public TcpOptions withKeepAlive(boolean on) {
        return new TcpOptions(noDelay, on, keepAliveIdle, keepAliveInterval, keepAliveCount, sendBuffer, receiveBuffer);
    }

    /**
     * SO_KEEPALIVE with TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT; sub-second parts are cut off.
     *
     * @throws IllegalArgumentException if a time is under a second or the count under 1
     */
    public TcpOptions withKeepAlive(Duration idle, Duration interval, int count) {
        Checks.atLeast(idle, Duration.ofSeconds(1), "idle");
        Checks.atLeast(interval, Duration.ofSeconds(1), "interval");
        Checks.atLeast(count, 1, "count");
        return new TcpOptions(noDelay, true, idle, interval, count, sendBuffer, receiveBuffer);
    }

    /** SO_SNDBUF in bytes, 0 for the system's. */
    public TcpOptions withSendBuffer(int bytes) {
        Checks.atLeast(bytes, 0, "bytes");
        return new TcpOptions(
                noDelay, keepAlive, keepAliveIdle, keepAliveInterval, keepAliveCount, bytes, receiveBuffer);
    }

    /** SO_RCVBUF in bytes, 0 for the system's. */
    public TcpOptions withReceiveBuffer(int bytes) {
        Checks.atLeast(bytes, 0, "bytes");
        return new TcpOptions(noDelay, keepAlive, keepAliveIdle, keepAliveInterval, keepAliveCount, sendBuffer, bytes);
    }

    /** Whether TCP_NODELAY is set. */
    public boolean noDelay() {
        return noDelay;
    }

    /** Whether SO_KEEPALIVE is set. */
    public boolean keepAlive() {
        return keepAlive;
    }

    /** TCP_KEEPIDLE; zero for the system's. */
    public Duration keepAliveIdle() {
        return keepAliveIdle;
    }

    /** TCP_KEEPINTVL; zero for the system's. */
    public Duration keepAliveInterval() {
        return keepAliveInterval;
    }

    /** TCP_KEEPCNT; 0 for the system's. */
    public int keepAliveCount() {
        return keepAliveCount;
    }

    /** SO_SNDBUF in bytes; 0 for the system's. */
    public int sendBuffer() {
        return sendBuffer;
    }

    /** SO_RCVBUF in bytes; 0 for the system's. */
    public int receiveBuffer() {
        return receiveBuffer;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TcpOptions that
                && noDelay == that.noDelay
                && keepAlive == that.keepAlive
                && keepAliveIdle.equals(that.keepAliveIdle)
                && keepAliveInterval.equals(that.keepAliveInterval)
                && keepAliveCount == that.keepAliveCount
                && sendBuffer == that.sendBuffer
                && receiveBuffer == that.receiveBuffer;
    }

    @Override
    public int hashCode() {
        return Objects.hash(noDelay, keepAlive, keepAliveIdle, keepAliveInterval, sendBuffer);
    }
}
