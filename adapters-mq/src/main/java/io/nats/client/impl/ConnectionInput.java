package io.nats.client.impl;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.Receiver;
import dev.plinth.api.RuntimeClosedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What has arrived on a connection, for one reader, which may wait; the core never does. Above a mark the connection
 * is paused, so that the peer waits, too.
 */
final class ConnectionInput extends InputStream implements Receiver {

    private static final int HIGH = 1 << 20;
    private static final int LOW = HIGH / 2;

    private final AsyncRuntime runtime;
    private final AsyncConnection connection;
    private final ConnectionOutput output;
    private final Queue<ByteBuffer> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private boolean paused; // on the core
    private volatile boolean pausedForReader;
    private volatile boolean ended;
    private volatile Throwable failure;
    private volatile Thread waiting;
    private volatile int timeoutMillis;
    private ByteBuffer current = ByteBuffer.allocate(0); // of the reader

    ConnectionInput(AsyncRuntime runtime, AsyncConnection connection, ConnectionOutput output) {
        this.runtime = runtime;
        this.connection = connection;
        this.output = output;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] dst, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!current.hasRemaining() && !next()) {
            return -1;
        }
        int count = Math.min(length, current.remaining());
        current.get(dst, offset, count);
        if (bytes.addAndGet(-count) < LOW && pausedForReader) {
            resume();
        }
        return count;
    }

    @Override
    public int available() {
        return (int) Math.min(bytes.get(), Integer.MAX_VALUE);
    }

    /** Waits for the next piece; false at the end. */
    private boolean next() throws IOException {
        long deadline = timeoutMillis == 0 ? 0 : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        waiting = Thread.currentThread();
        try {
            while (true) {
                boolean over = ended; // before the look: what came before the end is read
                ByteBuffer piece = arrived.poll();
                if (piece != null) {
                    current = piece;
                    return true;
                }
                if (over) {
                    if (failure != null) {
                        throw new IOException(failure.getMessage(), failure);
                    }
                    return false;
                }
                await(deadline);
            }
        } finally {
            waiting = null;
        }
    }

    private void await(long deadline) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while reading from " + connection.remoteAddress());
        }
        if (deadline == 0) {
            LockSupport.park(this);
            return;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException(
                    "nothing came from " + connection.remoteAddress() + " within " + timeoutMillis + " ms");
        }
        LockSupport.parkNanos(this, left);
    }

    private void resume() {
        pausedForReader = false;
        try {
            runtime.execute(connection.core(), () -> {
                if (paused) {
                    paused = false;
                    connection.resumeReceive();
                }
            });
        } catch (RuntimeClosedException e) {
            end();
        }
    }

    @Override
    public void onReceive(AsyncConnection from, ByteBuffer data) {
        ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
        int length = copy.remaining();
        arrived.add(copy);
        if (bytes.addAndGet(length) > HIGH && !paused) {
            paused = true;
            connection.pauseReceive();
            pausedForReader = true;
            if (bytes.get() < LOW) { // read meanwhile, by a reader that did not see the pause
                pausedForReader = false;
                paused = false;
                connection.resumeReceive();
            }
        }
        wake();
    }

    @Override
    public void onEnd(AsyncConnection from) {
        end();
    }

    @Override
    public void onWritable(AsyncConnection from) {
        output.writable();
    }

    @Override
    public void onClosed(AsyncConnection from, Throwable cause) {
        if (!ended) {
            failure = cause;
        }
        end();
        output.closed(cause);
    }

    /** The reader reads what has come, and then the end. */
    void end() {
        ended = true;
        wake();
    }

    private void wake() {
        Thread reader = waiting;
        if (reader != null) {
            LockSupport.unpark(reader);
        }
    }

    void timeout(int millis) {
        timeoutMillis = millis;
    }

    int timeout() {
        return timeoutMillis;
    }
}
