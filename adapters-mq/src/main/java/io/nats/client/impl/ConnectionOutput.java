package io.nats.client.impl;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.PlinthException;
import dev.plinth.api.RuntimeClosedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Bytes for a connection from other threads than its core. They are handed over, and go out in the core's next turn; a
 * writer waits only while too many of them wait. As with a socket, a failure shows with the next write.
 */
final class ConnectionOutput extends OutputStream {

    private static final int HIGH = 1 << 20;

    private final AsyncRuntime runtime;
    private final AsyncConnection connection;
    private final Queue<ByteBuffer> handedOver = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private volatile boolean closing;
    private volatile boolean closed;
    private volatile Throwable failure;
    private volatile Thread waiting;
    private boolean full; // on the core

    ConnectionOutput(AsyncRuntime runtime, AsyncConnection connection) {
        this.runtime = runtime;
        this.connection = connection;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] src, int offset, int length) throws IOException {
        check();
        handedOver.add(ByteBuffer.allocate(length).put(src, offset, length).flip());
        long waitingBytes = bytes.addAndGet(length);
        schedule();
        if (waitingBytes > HIGH) {
            awaitRoom();
        }
    }

    private void check() throws IOException {
        if (closed || closing) {
            Throwable cause = failure;
            throw new IOException(
                    cause == null
                            ? "the connection to " + connection.remoteAddress() + " is closed"
                            : cause.getMessage(),
                    cause);
        }
    }

    private void awaitRoom() throws IOException {
        waiting = Thread.currentThread();
        try {
            while (bytes.get() > HIGH / 2 && !closed) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted while writing to " + connection.remoteAddress());
                }
                LockSupport.park(this);
            }
        } finally {
            waiting = null;
        }
    }

    /** What was written goes out by itself, at the end of the core's turn. */
    @Override
    public void flush() {}

    /** Ends it in good order, behind what was written. */
    @Override
    public void close() {
        closing = true;
        try {
            schedule();
        } catch (IOException e) {
            closed(e); // the runtime closes it, or has done so
        }
    }

    private void schedule() throws IOException {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            try {
                runtime.execute(connection.core(), drain);
            } catch (RuntimeClosedException e) {
                scheduled.set(false); // the next one is told, too
                throw new IOException(e.getMessage(), e);
            }
        }
    }

    private void drain() {
        scheduled.set(false);
        try {
            while ((!full || closing)
                    && !closed) { // at the end the connection has it all, which waits no longer than it may
                ByteBuffer next = handedOver.poll();
                if (next == null) {
                    break;
                }
                int length = next.remaining();
                full = !connection.send(next);
                bytes.addAndGet(-length);
            }
        } catch (PlinthException e) {
            closed(e);
        }
        wake();
        if (closing) {
            connection.close().subscribe();
        }
    }

    void writable() {
        full = false;
        drain();
    }

    void closed(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        closed = true;
        handedOver.clear();
        wake();
    }

    private void wake() {
        Thread writer = waiting;
        if (writer != null) {
            LockSupport.unpark(writer);
        }
    }
}
