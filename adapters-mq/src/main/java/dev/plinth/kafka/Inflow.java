package dev.plinth.kafka;

import dev.plinth.api.AsyncConnection;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Bytes on their way from a core to the channel's thread. Where Kafka's frames can be seen, the core puts each
 * together, so that the thread is woken for whole responses, and {@link FramePool} hands them over without a copy.
 * Once much waits, the connection is not read from until it has been taken.
 */
final class Inflow {

    /** More bytes than this that the thread has not taken stop the reading. */
    static final int MOST_WAITING = 1 << 20;

    private static final VarHandle ARRIVED;
    private static final VarHandle TAKEN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ARRIVED = lookup.findVarHandle(Inflow.class, "arrived", long.class);
            TAKEN = lookup.findVarHandle(Inflow.class, "taken", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final CoreSelector selector;
    private final FramePool frames;
    private final FrameReader reader;
    private final Queue<Piece> pieces = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;
    private volatile IOException error;
    private volatile boolean paused;

    /** Of the core. */
    private long arrived;

    private boolean unsignalled;
    private AsyncConnection connection;

    /** Of the channel's thread. */
    private long taken;

    private Piece current;

    Inflow(CoreSelector selector, FramePool frames, boolean framed) {
        this.selector = selector;
        this.frames = frames;
        this.reader = new FrameReader(this::arrived, framed);
    }

    // ---- the core

    void connection(AsyncConnection opened) {
        connection = opened;
    }

    void received(ByteBuffer data) {
        reader.read(data);
    }

    void arrived(Piece piece) {
        ARRIVED.setVolatile(this, arrived + piece.size());
        pieces.add(piece);
        unsignalled = true;
    }

    void receivedAll() {
        if (!unsignalled) {
            return;
        }
        unsignalled = false;
        selector.signal();
        if (!paused && waiting() > MOST_WAITING) {
            paused = true;
            connection.pauseReceive();
            if (waiting() <= MOST_WAITING) { // taken meanwhile, by a thread that did not see the pause
                resume();
            }
        }
    }

    /** Nothing more comes; null: in good order. */
    void end(IOException cause) {
        if (error == null) {
            error = cause;
        }
        ended = true;
    }

    // ---- the channel's thread

    boolean isReadable() {
        return current != null || !pieces.isEmpty() || ended;
    }

    int read(ByteBuffer dst) throws IOException {
        int count = 0;
        while (dst.hasRemaining() || current != null && current.isMemory(dst)) {
            if (current == null) {
                current = pieces.poll();
                if (current == null) {
                    break;
                }
            }
            boolean memory = current.isMemory(dst);
            count += current.read(dst, frames);
            if (!current.hasRemaining()) {
                took(current.size());
                current = null;
            }
            if (memory) {
                break;
            }
        }
        return count > 0 || !dst.hasRemaining() ? count : atEnd();
    }

    private int atEnd() throws IOException {
        if (!ended || !pieces.isEmpty()) {
            return 0;
        }
        IOException cause = error;
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
        return -1;
    }

    private void took(int count) {
        TAKEN.setVolatile(this, taken + count);
        if (paused && waiting() <= MOST_WAITING / 2) {
            resume();
        }
    }

    // ---- either

    private long waiting() {
        return (long) ARRIVED.getVolatile(this) - (long) TAKEN.getVolatile(this);
    }

    private void resume() {
        paused = false;
        connection.resumeReceive();
    }
}
