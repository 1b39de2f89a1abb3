package dev.plinth.netty;

import dev.plinth.api.Receiver;
import dev.plinth.api.WriteBufferFullException;
import dev.plinth.api.WriteTimeoutException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes out: what was sent and written waits in {@link WriteQueue}, in order, and at the end of
 * the loop's turn is handed to the wire in one flush, as much at a time as the wire takes.
 */
final class Outbound {

    private static final VarHandle PENDING;

    static {
        try {
            PENDING = MethodHandles.lookup().findVarHandle(Outbound.class, "pending", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final NettyConnection connection;
    private final Wire wire;
    private final WriteQueue queue;
    private final int low;
    private final int high;
    private final int limit;
    /** Null without a timeout. */
    private final WriteWatch watch;

    private final Runnable flushTask = this::flush;
    private final Runnable afterProgress = this::afterProgress;
    private final List<Operation<Void>> waitingForShutdown = new ArrayList<>();

    private long pending;
    // Plain counters that the core writes and anybody may look at.
    private long bytesWritten;
    private long writes;
    private boolean flushWanted;
    private boolean inTurn;
    private boolean overHighMark;
    private boolean flushingNow;
    private boolean ending;
    private boolean shuttingDown;
    private boolean shutDown;
    private Runnable whenEnded;

    Outbound(NettyConnection connection, Wire wire, WriteMarks marks) {
        this.connection = connection;
        this.wire = wire;
        this.low = marks.low();
        this.high = marks.high();
        this.limit = marks.limit();
        this.queue = new WriteQueue(
                wire,
                this,
                connection.owner().batches(),
                connection
                        .owner()
                        .executor()
                        .counts()
                        .times()
                        .map(CoreTimes::writeTime)
                        .orElse(null));
        this.watch = marks.timeout().isZero() ? null : new WriteWatch(connection, wire, marks.timeout());
    }

    long pendingBytes() {
        return (long) PENDING.getOpaque(this);
    }

    long bytesWritten() {
        return bytesWritten;
    }

    long writes() {
        return writes;
    }

    boolean isShutDown() {
        return shutDown;
    }

    private void addPending(long bytes) {
        long now = pending + bytes;
        PENDING.setOpaque(this, now);
        if (bytes > 0) {
            overHighMark |= now >= high;
        }
    }

    // ---- what is to go

    boolean send(ByteBuffer src) {
        if (ending || connection.closed() || !connection.isOpen()) {
            throw connection.closedException();
        }
        int size = src.remaining();
        if (pending + size > limit) {
            throw full(size);
        }
        queue.gather(src);
        addPending(size);
        scheduleFlush();
        return pending < high;
    }

    void write(WriteOperation write) {
        int size = write.remaining();
        if (ending || connection.closed()) {
            write.fail(connection.closedException());
        } else if (pending > 0 && pending + size > limit) {
            write.fail(full(size));
        } else if (size == 0 && pending == 0) {
            write.succeed(null);
        } else {
            queue.add(write);
            addPending(size);
            scheduleFlush();
        }
    }

    private WriteBufferFullException full(int size) {
        return new WriteBufferFullException(size + " bytes were to be written while " + pending + " wait for "
                + connection.remoteAddress() + " to take them, and the limit is " + limit
                + ": wait for earlier writes or for onWritable, or raise the write limit");
    }

    void withdraw(WriteOperation write) {
        if (!write.begun() && queue.remove(write)) {
            addPending(-write.remaining());
            afterProgress();
        }
    }

    // ---- the turn

    /** The wire hands over what it has read: what is gathered meanwhile waits for {@link #endOfTurn}. */
    void beginTurn() {
        inTurn = true;
    }

    private void scheduleFlush() {
        if (!flushWanted) {
            flushWanted = true;
            if (!inTurn) {
                connection.owner().loop().execute(flushTask);
            }
        }
    }

    /** The wire has handed over what it had read: whatever was gathered meanwhile goes now. */
    void endOfTurn() {
        inTurn = false;
        if (flushWanted) {
            flush();
        }
    }

    void flush() {
        flushWanted = false;
        if (!connection.closed() && queue.drain()) {
            scheduleFlush();
        }
    }

    /** Within a turn, on the user's word. */
    void flushNow() {
        flushingNow = true;
        try {
            flush();
        } finally {
            flushingNow = false;
        }
    }

    void onWaiting() {
        if (watch != null) {
            watch.waiting();
        }
    }

    void onWritten() {
        queue.completed();
    }

    void onTaken(Batch batch) {
        if (watch != null) {
            watch.progress();
        }
        int size = batch.size();
        bytesWritten += size;
        writes++;
        addPending(-size);
        batch.succeed();
        if (flushingNow) {
            connection.owner().execute(afterProgress); // no call to the receiver within one of its own
        } else {
            afterProgress();
        }
    }

    void dropped(int bytes) {
        addPending(-bytes);
    }

    private void afterProgress() {
        if (overHighMark && pending < low) {
            overHighMark = false;
            Receiver receiver = connection.inbound().receiver();
            if (receiver != null && connection.isOpen()) {
                try {
                    receiver.onWritable(connection);
                } catch (Throwable e) {
                    connection.fail(e);
                }
            }
        }
        if (ending && pending == 0 && !connection.closed()) {
            shutDownTransport();
        }
    }

    // ---- the end

    void shutdownOutput(Operation<Void> operation) {
        if (connection.closed() || !connection.isOpen()) {
            operation.fail(connection.closedException());
        } else if (shutDown) {
            operation.succeed(null);
        } else {
            waitingForShutdown.add(operation);
            end();
        }
    }

    /** Takes no more, and calls back once what was taken has gone and the output has ended. */
    void finish(Runnable then) {
        if (shutDown) {
            then.run();
        } else {
            whenEnded = then;
            end();
        }
    }

    private void end() {
        if (!ending) {
            ending = true;
            if (pending == 0) {
                shutDownTransport();
            }
        }
    }

    private void shutDownTransport() {
        if (shuttingDown) {
            return;
        }
        shuttingDown = true;
        wire.shutdownOutput();
    }

    void onOutputShutDown() {
        if (shutDown || connection.closed()) {
            return;
        }
        shutDown = true;
        List<Operation<Void>> waiting = List.copyOf(waitingForShutdown);
        waitingForShutdown.clear();
        waiting.forEach(operation -> operation.succeed(null));
        if (whenEnded != null) {
            whenEnded.run();
        }
        connection.inbound().finishIfDone();
    }

    void onClosed(Throwable cause, RuntimeException error) {
        if (watch != null) {
            watch.stop();
        }
        queue.fail(cause instanceof WriteTimeoutException timeout ? timeout : error);
        List<Operation<Void>> waiting = List.copyOf(waitingForShutdown);
        waitingForShutdown.clear();
        waiting.forEach(operation -> operation.fail(error));
        PENDING.setOpaque(this, 0L);
    }
}
