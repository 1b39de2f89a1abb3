package dev.plinth.netty;

import dev.plinth.api.ReadTimeoutException;
import dev.plinth.api.Receiver;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Push mode: hands the bytes to a receiver as they come, and holds them while it is paused. */
final class Push {

    private final NettyConnection connection;
    private final Inbound inbound;
    private final Receiver receiver;
    private final ShortQueue<ByteBuf> held;

    private boolean started;
    private boolean paused;
    private boolean delivering;
    private boolean delivered;
    /** Whether what comes need not be held: nothing is, and the receiver takes it. */
    private boolean flows;

    private boolean endTold;
    private boolean closedTold;
    private long lastRead;
    private Future<?> idleTimer;

    Push(NettyConnection connection, Inbound inbound, Receiver receiver) {
        this.connection = connection;
        this.inbound = inbound;
        this.receiver = receiver;
        this.held = inbound.held();
    }

    Receiver receiver() {
        return receiver;
    }

    boolean endTold() {
        return endTold;
    }

    /** Whether reads follow each other, and what they bring goes straight to the receiver. */
    boolean flows() {
        return flows;
    }

    void start() {
        started = true;
        if (connection.closed()) {
            onClosed(connection.cause());
            return;
        }
        if (inbound.timeoutNanos() > 0) {
            lastRead = System.nanoTime();
            watchSilence(inbound.timeoutNanos());
        }
        if (!paused) {
            drain();
        }
    }

    void pause() {
        if (!paused) {
            paused = true;
            flows = false;
            connection.wire().autoRead(false);
            inbound.readAhead();
        }
    }

    void resume() {
        if (paused) {
            paused = false;
            lastRead = System.nanoTime(); // the silence was ours
            if (started) { // even amid a delivery, which does not switch auto-read on again
                connection.owner().execute(this::drain);
            }
        }
    }

    void onRead(ByteBuf data) {
        if (inbound.timeoutNanos() > 0) {
            lastRead = System.nanoTime();
        }
        if (flows && !delivering && connection.isOpen()) {
            deliver(data);
        } else {
            flows = false;
            held.add(data);
            deliver();
        }
    }

    /** Without touching the queue: with many connections it is one more thing to wait for. */
    private void deliver(ByteBuf data) {
        delivering = true;
        try {
            hand(data);
        } catch (Throwable e) {
            connection.fail(e);
        } finally {
            delivering = false;
            data.release();
        }
        if (!flows) {
            deliver();
        }
    }

    void onReadComplete() {
        if (delivered) {
            delivered = false;
            try {
                receiver.onReceiveComplete(connection);
            } catch (Throwable e) {
                connection.fail(e);
            }
        }
    }

    void tellEnd() {
        if (inbound.ended()
                && held.isEmpty()
                && started
                && !paused
                && !delivering
                && !endTold
                && !connection.closed()) {
            endTold = true;
            try {
                receiver.onEnd(connection);
            } catch (Throwable e) {
                connection.fail(e);
            }
            inbound.finishIfDone();
        }
    }

    void onClosed(Throwable cause) {
        if (!closedTold) {
            closedTold = true;
            if (idleTimer != null) {
                idleTimer.cancel(false);
            }
            try {
                receiver.onClosed(connection, cause);
            } catch (Throwable e) {
                connection.fail(e);
            }
        }
    }

    /** After a pause, or at the start: what is held, and then what comes. */
    private void drain() {
        deliver();
        onReadComplete();
        connection.outbound().endOfTurn();
        tellEnd();
        if (!paused && held.isEmpty() && !inbound.ended() && connection.isOpen()) {
            flows = true;
            connection.wire().autoRead(true);
        }
    }

    private void deliver() {
        if (delivering) {
            return; // the loop below goes on with what was added
        }
        delivering = true;
        try {
            while (!paused && !held.isEmpty() && connection.isOpen()) {
                ByteBuf data = held.poll();
                try {
                    hand(data);
                } finally {
                    data.release();
                }
            }
        } catch (Throwable e) {
            connection.fail(e);
        } finally {
            delivering = false;
        }
    }

    private void hand(ByteBuf data) {
        delivered = true;
        if (data.nioBufferCount() == 1) {
            receiver.onReceive(connection, data.internalNioBuffer(data.readerIndex(), data.readableBytes()));
            return;
        }
        ByteBuf rest = data;
        for (ByteBuffer part : data.nioBuffers()) {
            int size = part.remaining();
            if (paused || !connection.isOpen()) {
                held.addFirst(rest.retainedSlice());
                return;
            }
            receiver.onReceive(connection, part);
            rest.skipBytes(size);
        }
    }

    private void watchSilence(long nanos) {
        idleTimer = connection.owner().loop().schedule(this::checkSilence, nanos, TimeUnit.NANOSECONDS);
    }

    private void checkSilence() {
        if (connection.closed()) {
            return;
        }
        long left = inbound.timeoutNanos() - (System.nanoTime() - lastRead);
        if (paused || inbound.ended()) {
            watchSilence(inbound.timeoutNanos());
        } else if (left > 0) {
            watchSilence(left);
        } else {
            connection.fail(new ReadTimeoutException("nothing came from " + connection.remoteAddress() + " within "
                    + TimeUnit.NANOSECONDS.toMillis(inbound.timeoutNanos()) + " ms"));
        }
    }
}
