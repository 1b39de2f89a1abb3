package dev.plinth.netty.bridge;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.ConnectionStats;
import dev.plinth.api.Receiver;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import reactor.core.publisher.Mono;

/** The push mode of a connection on a selector. */
final class SelectorConnection implements AsyncConnection {

    private static final int HIGH_WATER = 256 << 10;
    private static final int LOW_WATER = 64 << 10;

    private final SelectorCore core;
    private final SocketChannel socket;
    private final SelectionKey key;
    private final SocketAddress local;
    private final SocketAddress remote;
    private final ArrayDeque<ByteBuffer> gathered = new ArrayDeque<>();
    private Receiver receiver;
    private volatile long pending;
    private boolean paused;
    private boolean ended;
    private boolean overHighWater;
    private boolean outputEnding;
    private boolean closing;
    private boolean scheduled;
    private volatile boolean closed;

    SelectorConnection(SelectorCore core, SocketChannel socket, SelectionKey key) throws IOException {
        this.core = core;
        this.socket = socket;
        this.key = key;
        this.local = socket.getLocalAddress();
        this.remote = socket.getRemoteAddress();
    }

    void ready() {
        if (key.isValid() && key.isWritable()) {
            flushGathered();
        }
        if (key.isValid() && key.isReadable() && receiver != null) {
            read();
        }
    }

    private void read() {
        try {
            // Several pieces a turn: pausing has to hold in the middle of a batch, too.
            for (int i = 0; i < 4 && !paused && !ended && !closed; i++) {
                ByteBuffer buffer = core.readBuffer();
                int count = socket.read(buffer);
                if (count == 0) {
                    break;
                } else if (count < 0) {
                    end();
                    return;
                }
                receiver.onReceive(this, buffer.flip());
            }
            receiver.onReceiveComplete(this);
        } catch (IOException e) {
            closed(e);
        }
    }

    private void end() {
        ended = true;
        interest();
        receiver.onEnd(this);
        if (outputEnding && gathered.isEmpty()) {
            closed(null);
        }
    }

    private void interest() {
        if (key.isValid()) {
            boolean reading = receiver != null && !paused && !ended && !closing;
            key.interestOps((reading ? SelectionKey.OP_READ : 0) | (gathered.isEmpty() ? 0 : SelectionKey.OP_WRITE));
        }
    }

    void flushGathered() {
        scheduled = false;
        try {
            while (!closed && !gathered.isEmpty()) {
                ByteBuffer first = gathered.peek();
                pending -= socket.write(first);
                if (first.hasRemaining()) {
                    break;
                }
                gathered.poll();
            }
            finishWriting();
        } catch (IOException e) {
            closed(e);
        }
    }

    private void finishWriting() throws IOException {
        if (closed) {
            return;
        }
        interest();
        if (gathered.isEmpty() && (closing || outputEnding && ended)) {
            closed(null);
            return;
        }
        if (gathered.isEmpty() && outputEnding) {
            socket.shutdownOutput();
        }
        if (overHighWater && pending < LOW_WATER) {
            overHighWater = false;
            receiver.onWritable(this);
        }
    }

    /** Ends it now, and tells. */
    void closed(Throwable cause) {
        if (closed) {
            return;
        }
        closed = true;
        gathered.clear();
        core.remove(this);
        try {
            socket.close();
        } catch (IOException e) {
            // closed all the same
        }
        if (receiver != null) {
            receiver.onClosed(this, cause);
        }
    }

    @Override
    public boolean send(ByteBuffer src) {
        if (!core.isCurrent()) {
            throw new IllegalStateException("off the core");
        }
        if (closed || closing || outputEnding) {
            throw new ConnectionClosedException("closed");
        }
        pending += src.remaining();
        gathered.add(ByteBuffer.allocate(src.remaining()).put(src).flip());
        if (!scheduled) {
            scheduled = true;
            core.flushLater(this);
        }
        overHighWater |= pending >= HIGH_WATER;
        return pending < HIGH_WATER;
    }

    @Override
    public void receive(Receiver installed) {
        receiver = installed;
        interest();
    }

    @Override
    public void pauseReceive() {
        paused = true;
        interest();
    }

    @Override
    public void resumeReceive() {
        paused = false;
        interest();
    }

    @Override
    public Mono<Void> shutdownOutput() {
        return Mono.fromRunnable(() -> {
            outputEnding = true;
            flushGathered();
        });
    }

    @Override
    public Mono<Void> close() {
        return Mono.fromRunnable(() -> {
            closing = true;
            flushGathered();
        });
    }

    @Override
    public void abort() {
        closed(null);
    }

    @Override
    public int core() {
        return core.index();
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public long pendingWriteBytes() {
        return pending;
    }

    @Override
    public void flush() {
        flushGathered();
    }

    @Override
    public Optional<SSLSession> tlsSession() {
        return Optional.empty();
    }

    @Override
    public Mono<Integer> read(ByteBuffer dst) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Void> write(ByteBuffer src) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ConnectionStats stats() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Void> onClose() {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }
}
