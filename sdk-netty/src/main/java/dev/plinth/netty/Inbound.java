package dev.plinth.netty;

import dev.plinth.api.ReadTimeoutException;
import dev.plinth.api.Receiver;
import dev.plinth.api.RuntimeClosedException;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What comes in: bytes that were read and not yet taken, and who takes them, a read or a receiver.
 *
 * <p>One buffer is always read ahead, even while nobody asks, since a socket tells of its end or its
 * failure only to those who read; more than that waits in the kernel.
 */
final class Inbound {

    private final NettyConnection connection;
    private final Wire wire;
    private final long timeoutNanos;
    private final ShortQueue<ByteBuf> held = new ShortQueue<>();
    /** The pending {@link ReadOperation} or the installed {@link Push}; set from any thread. */
    private final AtomicReference<Object> taker = new AtomicReference<>();

    private Push push;
    private Future<?> readTimer;
    // Plain counters that the core writes and anybody may look at.
    private long bytes;
    private long reads;
    private boolean ended;
    private boolean discarding;
    private boolean discarded;

    Inbound(NettyConnection connection, Wire wire, Duration readTimeout) {
        this.connection = connection;
        this.wire = wire;
        this.timeoutNanos = TimedTask.nanos(readTimeout);
    }

    boolean ended() {
        return ended;
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    long bytes() {
        return bytes;
    }

    long reads() {
        return reads;
    }

    ShortQueue<ByteBuf> held() {
        return held;
    }

    // ---- who takes

    void read(ReadOperation read) {
        if (ended && held.isEmpty() && connection.isOpen()) {
            read.succeed(-1);
        } else if (connection.closed() || discarding) {
            read.fail(connection.closedException());
        } else if (!taker.compareAndSet(null, read)) {
            read.fail(new IllegalStateException(
                    taker.get() instanceof Push
                            ? "the connection is in push mode: its bytes go to the receiver"
                            : "another read is pending: wait for it, or cancel it"));
        } else if (read.isDone()) {
            forget(read);
        } else {
            if (timeoutNanos > 0) {
                readTimer =
                        connection.owner().loop().schedule(() -> timedOut(read), timeoutNanos, TimeUnit.NANOSECONDS);
            }
            serve();
        }
    }

    /** Off the core, too: the operation was cancelled. */
    void forget(ReadOperation read) {
        taker.compareAndSet(read, null);
    }

    private void timedOut(ReadOperation read) {
        if (taker.compareAndSet(read, null)) {
            read.fail(new ReadTimeoutException("nothing came from " + connection.remoteAddress() + " within "
                    + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms; the connection stays open"));
        }
    }

    void receive(Receiver receiver) {
        Push installed = new Push(connection, this, Objects.requireNonNull(receiver, "receiver"));
        if (!taker.compareAndSet(null, installed)) {
            throw new IllegalStateException(
                    taker.get() instanceof Push
                            ? "a receiver is installed already"
                            : "a read is pending: wait for it, or cancel it");
        }
        try {
            connection.owner().execute(() -> {
                push = installed;
                installed.start();
            });
        } catch (RuntimeClosedException e) {
            installed.onClosed(connection.cause()); // there is no core left to tell it on
        }
    }

    Receiver receiver() {
        return taker.get() instanceof Push installed ? installed.receiver() : null;
    }

    void pause() {
        if (push != null) {
            push.pause();
        } else if (taker.get() instanceof Push installed) {
            installed.pause(); // not yet started
        }
    }

    void resume() {
        if (taker.get() instanceof Push installed) {
            installed.resume();
        }
    }

    // ---- what comes

    void onRead(ByteBuf data) {
        bytes += data.readableBytes();
        reads++;
        if (discarding || connection.closed() || !data.isReadable()) {
            discarded |= discarding;
            data.release();
        } else if (push != null) {
            push.onRead(data);
        } else {
            held.add(data);
            serve();
        }
    }

    void onReadComplete() {
        if (push != null) {
            push.onReadComplete();
        }
        connection.outbound().endOfTurn();
        if (push == null || !push.flows()) {
            readAhead();
        }
    }

    /** The peer has ended its output. */
    void onEnd() {
        if (!ended) {
            ended = true;
            if (push != null) {
                push.tellEnd();
            } else {
                serve();
            }
            finishIfDone();
        }
    }

    void readAhead() {
        if (held.isEmpty() && !ended && !connection.closed()) {
            wire.read();
        }
    }

    /** In push mode the connection is done when both ends are; in pull mode a reader is still to read that. */
    void finishIfDone() {
        boolean told = push != null && push.endTold() || discarding;
        if (ended && told && connection.outbound().isShutDown()) {
            connection.finish();
        }
    }

    private void serve() {
        if (!(taker.get() instanceof ReadOperation read) || held.isEmpty() && !ended) {
            return;
        }
        taker.compareAndSet(read, null);
        if (!read.claim()) {
            return; // cancelled: the bytes stay
        }
        if (readTimer != null) {
            readTimer.cancel(false);
            readTimer = null;
        }
        if (held.isEmpty()) {
            read.emit(-1);
            return;
        }
        int count = moveTo(read.dst());
        readAhead();
        read.emit(count);
    }

    private int moveTo(ByteBuffer dst) {
        int before = dst.remaining();
        while (dst.hasRemaining() && !held.isEmpty()) {
            ByteBuf first = held.peek();
            int count = Math.min(dst.remaining(), first.readableBytes());
            int end = dst.limit();
            dst.limit(dst.position() + count);
            first.readBytes(dst);
            dst.limit(end);
            if (!first.isReadable()) {
                held.poll().release();
            }
        }
        return before - dst.remaining();
    }

    // ---- the end

    /** Takes no more, since this end closes: what comes is dropped, so that the peer's end can be seen. */
    void discard() {
        discarding = true;
        releaseHeld();
        if (taker.get() instanceof ReadOperation read && taker.compareAndSet(read, null)) {
            read.fail(connection.closedException());
        }
        if (!ended) {
            wire.autoRead(true);
        }
    }

    /** Whether anything was dropped since the last call. */
    boolean discardedSome() {
        boolean some = discarded;
        discarded = false;
        return some;
    }

    void onClosed(Throwable cause, RuntimeException error) {
        releaseHeld();
        if (readTimer != null) {
            readTimer.cancel(false);
        }
        if (taker.get() instanceof ReadOperation read && taker.compareAndSet(read, null)) {
            read.fail(error);
        }
        if (push != null) {
            push.onClosed(cause);
        }
    }

    private void releaseHeld() {
        for (ByteBuf data = held.poll(); data != null; data = held.poll()) {
            data.release();
        }
    }
}
