package dev.plinth.netty;

import dev.plinth.api.RuntimeConfig;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * An orderly end: what was written goes out, then the end of our output, then the socket is closed.
 *
 * <p>A socket that is closed while bytes of the peer are unread is reset by the kernel, which drops
 * what we had written. So these bytes are read and dropped first.
 */
final class OrderlyClose {

    private static final long TURN_MILLIS = 1;

    private final NettyConnection connection;
    private final long timeoutNanos;
    private boolean started;
    private Future<?> timer;

    OrderlyClose(NettyConnection connection, RuntimeConfig config) {
        this.connection = connection;
        this.timeoutNanos = TimedTask.nanos(config.get(RuntimeConfig.CLOSE_TIMEOUT));
    }

    boolean started() {
        return started;
    }

    void start() {
        if (started || connection.closed()) {
            return;
        }
        started = true;
        timer = connection.owner().loop().schedule(connection::abortNow, timeoutNanos, TimeUnit.NANOSECONDS);
        connection.inbound().discard();
        connection.outbound().finish(this::outputEnded);
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void outputEnded() {
        if (connection.inbound().ended()) {
            connection.finish();
        } else {
            connection.inbound().discardedSome();
            // One turn of the loop looks at the socket; if nothing was there, nothing is unread.
            connection.owner().loop().schedule(this::closeIfQuiet, TURN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void closeIfQuiet() {
        if (connection.closed()) {
            return;
        }
        if (connection.inbound().discardedSome()) {
            connection.owner().loop().schedule(this::closeIfQuiet, TURN_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            connection.finish();
        }
    }
}
