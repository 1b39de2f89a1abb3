package dev.plinth.backend.virtualthreads;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that writes a connection's socket: one buffer at a time, which is its own until it is
 * done. What the core gathers meanwhile goes out as the next one.
 */
final class Writer implements Runnable {

    /** Has nothing to do, and its last result has been taken. */
    private static final int IDLE = 0;

    private static final int WRITING = 1;
    private static final int FINISHING = 2;
    private static final int DONE = 3;

    private final Transport transport;
    private final Lane lane;
    private final Runnable onDone;
    private final Thread thread;
    private volatile int phase = IDLE;
    private volatile boolean noticeWanted;
    private volatile boolean stopped;
    private final Count writes = new Count();
    private volatile long taken;
    private volatile long lastProgress = System.nanoTime();
    private ByteBuffer buffer;
    private Throwable failure;

    /** @param onDone runs in {@code lane} when a piece of work is done, if that was asked for or it failed */
    Writer(Transport transport, Lane lane, Threads threads, Runnable onDone) {
        this.transport = transport;
        this.lane = lane;
        this.onDone = onDone;
        this.thread = threads.unstarted("plinth-vt-writer", this);
        threads.start(thread);
    }

    boolean isIdle() {
        return phase == IDLE;
    }

    boolean isDone() {
        return phase == DONE;
    }

    /** Bytes that the transport has taken so far. From any thread. */
    long taken() {
        return taken;
    }

    /** In how many portions. From any thread. */
    long writes() {
        return writes.get();
    }

    /** After {@link #isDone}: whether it failed. */
    boolean hasFailed() {
        return failure != null;
    }

    /** When the transport last took something, or was given something to do, by {@link System#nanoTime()}. */
    long lastProgress() {
        return lastProgress;
    }

    /** Begins to write all of {@code bytes}. Only when idle. */
    void write(ByteBuffer bytes) {
        buffer = bytes;
        begin(WRITING);
    }

    /** Begins to end the output. Only when idle. */
    void finish() {
        begin(FINISHING);
    }

    private void begin(int work) {
        lastProgress = System.nanoTime();
        phase = work;
        LockSupport.unpark(thread);
    }

    /** Asks to be told; look at {@link #isDone} afterwards, the writer may not have seen it. */
    void wantNotice() {
        noticeWanted = true;
    }

    /** After {@link #isDone}: makes it idle, and returns why it failed, or null. */
    Throwable takeResult() {
        Throwable result = failure;
        buffer = null;
        failure = null;
        noticeWanted = false;
        phase = IDLE;
        return result;
    }

    /** The thread ends as soon as its write, if any, does: close the transport as well. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        int work;
        while ((work = await()) != IDLE) {
            try {
                if (work == WRITING) {
                    writeAll(buffer);
                } else {
                    transport.shutdownOutput();
                }
            } catch (Throwable t) {
                failure = t;
            }
            boolean failed = failure != null;
            phase = DONE;
            if (noticeWanted || failed) {
                tell();
            }
        }
    }

    private void tell() {
        if (!lane.submit(onDone)) {
            onDone.run(); // the core has ended, and whoever waits for this must still hear of it
        }
    }

    /** The next work, or {@link #IDLE} to end. */
    private int await() {
        while (true) {
            int work = phase;
            if (work == WRITING || work == FINISHING) {
                return work;
            }
            if (stopped) {
                return IDLE;
            }
            LockSupport.park(this);
        }
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int before = bytes.remaining();
            transport.write(bytes);
            taken += before - bytes.remaining();
            writes.add(1);
            lastProgress = System.nanoTime();
        }
    }
}
