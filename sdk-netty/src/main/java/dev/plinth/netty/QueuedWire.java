package dev.plinth.netty;

import dev.plinth.api.RuntimeClosedException;
import io.netty.buffer.ByteBuf;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * The wire of a connection that is assigned to a task queue: what the wire tells waits, in its order,
 * until the queue has its turn. While much waits nothing more is read.
 */
final class QueuedWire implements Wire, WireEvents, Runnable {

    /** So many bytes may wait before reading stops. */
    private static final int MOST_WAITING = 128 << 10;

    private enum Event {
        READ_START,
        READ_COMPLETE,
        END,
        WAITING,
        WRITTEN,
        OUTPUT_SHUT_DOWN,
        CLOSED
    }

    private final Wire wire;
    private final Core core;
    /** Events, bytes, and failures. */
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();

    private WireEvents connection;
    private int waitingBytes;
    private boolean scheduled;
    private boolean autoRead;
    private boolean held;

    QueuedWire(Wire wire, Core core) {
        this.wire = wire;
        this.core = core;
    }

    // ---- from the wire

    private void add(Object event) {
        waiting.add(event);
        if (!scheduled) {
            scheduled = true;
            try {
                core.execute(this);
            } catch (RuntimeClosedException e) {
                run(); // there is no later
            }
        }
    }

    /** In the queue: what waits now. */
    @Override
    public void run() {
        scheduled = false;
        for (int left = waiting.size(); left > 0; left--) {
            tell(waiting.poll());
        }
        if (held && waitingBytes < MOST_WAITING) {
            held = false;
            wire.autoRead(autoRead);
        }
    }

    private void tell(Object event) {
        if (event instanceof ByteBuf data) {
            waitingBytes -= data.readableBytes();
            connection.onRead(data);
        } else if (event instanceof Throwable cause) {
            connection.onFailed(cause);
        } else {
            switch ((Event) event) {
                case READ_START -> connection.onReadStart();
                case READ_COMPLETE -> connection.onReadComplete();
                case END -> connection.onEnd();
                case WAITING -> connection.onWaiting();
                case WRITTEN -> connection.onWritten();
                case OUTPUT_SHUT_DOWN -> connection.onOutputShutDown();
                case CLOSED -> connection.onClosed();
            }
        }
    }

    @Override
    public void onReadStart() {
        add(Event.READ_START);
    }

    @Override
    public void onRead(ByteBuf data) {
        waitingBytes += data.readableBytes();
        if (autoRead && !held && waitingBytes >= MOST_WAITING) {
            held = true;
            wire.autoRead(false);
        }
        add(data);
    }

    @Override
    public void onReadComplete() {
        add(Event.READ_COMPLETE);
    }

    @Override
    public void onEnd() {
        add(Event.END);
    }

    @Override
    public void onWaiting() {
        add(Event.WAITING);
    }

    @Override
    public void onWritten() {
        add(Event.WRITTEN);
    }

    @Override
    public void onOutputShutDown() {
        add(Event.OUTPUT_SHUT_DOWN);
    }

    @Override
    public void onFailed(Throwable cause) {
        add(cause);
    }

    @Override
    public void onClosed() {
        add(Event.CLOSED);
    }

    // ---- from the connection

    @Override
    public void start(WireEvents events) {
        connection = events;
        wire.start(this);
    }

    @Override
    public void autoRead(boolean on) {
        autoRead = on;
        if (!held) {
            wire.autoRead(on);
        }
    }

    @Override
    public void read() {
        wire.read();
    }

    @Override
    public SocketAddress localAddress() {
        return wire.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return wire.remoteAddress();
    }

    @Override
    public SSLSession tlsSession() {
        return wire.tlsSession();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return wire.unwrap(type);
    }

    @Override
    public ByteBuf buffer(int size) {
        return wire.buffer(size);
    }

    @Override
    public int window() {
        return wire.window();
    }

    @Override
    public void write(ByteBuf data) {
        wire.write(data);
    }

    @Override
    public void flush() {
        wire.flush();
    }

    @Override
    public boolean hasMoved() {
        return wire.hasMoved();
    }

    @Override
    public void shutdownOutput() {
        wire.shutdownOutput();
    }

    @Override
    public void end() {
        wire.end();
    }

    @Override
    public void abort() {
        wire.abort();
    }
}
