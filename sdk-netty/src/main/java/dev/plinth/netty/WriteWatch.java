package dev.plinth.netty;

import dev.plinth.api.WriteTimeoutException;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Closes a connection whose peer takes nothing for too long. Costs nothing without a timeout. */
final class WriteWatch {

    private final NettyConnection connection;
    private final Wire wire;
    private final long timeoutNanos;
    private Future<?> timer;
    private long lastProgress;

    WriteWatch(NettyConnection connection, Wire wire, Duration timeout) {
        this.connection = connection;
        this.wire = wire;
        this.timeoutNanos = TimedTask.nanos(timeout);
    }

    /** Bytes may have to wait. */
    void waiting() {
        if (timeoutNanos > 0 && timer == null) {
            lastProgress = System.nanoTime();
            wire.hasMoved(); // from now on
            arm(timeoutNanos);
        }
    }

    void progress() {
        if (timeoutNanos > 0) {
            lastProgress = System.nanoTime();
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void arm(long nanos) {
        timer = connection.owner().loop().schedule(this::check, nanos, TimeUnit.NANOSECONDS);
    }

    private void check() {
        timer = null;
        if (connection.closed() || connection.outbound().pendingBytes() == 0) {
            return;
        }
        long now = System.nanoTime();
        if (wire.hasMoved()) {
            lastProgress = now; // the peer takes a chunk bit by bit
        }
        long left = timeoutNanos - (now - lastProgress);
        if (left > 0) {
            arm(left);
        } else {
            connection.fail(new WriteTimeoutException(connection.remoteAddress() + " took nothing for "
                    + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms while "
                    + connection.outbound().pendingBytes() + " bytes wait: the connection is closed"));
        }
    }
}
