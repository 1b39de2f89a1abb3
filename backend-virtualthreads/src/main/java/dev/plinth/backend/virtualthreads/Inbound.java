package dev.plinth.backend.virtualthreads;

import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.ReadTimeoutException;
import dev.plinth.api.Receiver;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * What a connection receives: gives what the {@link Reader} read to the pending read or to the
 * receiver. On the core, except where noted.
 */
final class Inbound {

    /** So many buffers or reads at a time, and then others have their turn: a peer can send without end. */
    private static final int BURST = 16;

    private final Connection connection;
    private final Lane lane;
    private final Reader reader;

    /** Who gets the bytes: a {@link Read}, a {@link Receiver}, or null. Set from any thread. */
    private final AtomicReference<Object> target = new AtomicReference<>();

    private final Idle idle;
    private boolean paused;
    private boolean delivering;
    private boolean discarding;
    private boolean ended;
    private boolean endTold;
    private boolean closed;

    Inbound(Connection connection, Lane lane, Transport transport, Threads threads, Duration timeout) {
        this.connection = connection;
        this.lane = lane;
        this.reader = new Reader(transport, lane, threads, this::deliver);
        this.idle = new Idle(lane, timeout, null, this::timedOut);
    }

    /** From any thread. */
    Mono<Integer> read(ByteBuffer dst) {
        return Operation.mono(subscriber -> new Read(subscriber, dst));
    }

    /** From any thread. */
    void receive(Receiver receiver) {
        if (!target.compareAndSet(null, receiver)) {
            throw new IllegalStateException(taken());
        }
        if (!lane.runOrSubmit(() -> startReceiving(receiver))) {
            receiver.onClosed(connection, null);
        }
    }

    /** The installed receiver, or null. */
    Receiver receiver() {
        return target.get() instanceof Receiver receiver ? receiver : null;
    }

    private void startReceiving(Receiver receiver) {
        if (closed) {
            connection.tellLate(receiver);
            return;
        }
        idle.start();
        deliver();
    }

    void pause() {
        paused = true;
        idle.stop();
        reader.demand(Reader.NONE);
    }

    void resume() {
        if (paused && !closed) {
            paused = false;
            idle.start();
            // not from within: whoever resumes is perhaps being called by deliver
            lane.submit(this::deliver);
        }
    }

    /** From now on nobody gets anything, and the peer is not held up: we are closing. */
    void discard(RuntimeException why) {
        discarding = true;
        idle.stop();
        failRead(why);
        deliver();
    }

    /** The connection is closed. */
    void close(RuntimeException why) {
        closed = true;
        idle.stop();
        reader.stop();
        failRead(why);
    }

    /** Whether the receiver was told that the peer has ended its output. */
    boolean hasToldEnd() {
        return endTold;
    }

    /** Bytes that have come. From any thread. */
    long bytes() {
        return reader.bytes();
    }

    /** In how many portions. From any thread. */
    long reads() {
        return reader.reads();
    }

    private void failRead(RuntimeException why) {
        if (target.get() instanceof Read read && read.claim()) {
            target.compareAndSet(read, null);
            read.completeWith(why);
        }
    }

    private void timedOut() {
        ReadTimeoutException error = new ReadTimeoutException("nothing came from " + connection.remoteAddress()
                + " for " + idle.timeout() + "; is the peer alive, or is the read timeout too short for what it does?");
        if (target.get() instanceof Receiver) {
            connection.closeNow(error, error);
        } else {
            failRead(error);
        }
    }

    /** Hands over what the reader has read, as far as somebody wants it, and asks it for more. */
    private void deliver() {
        if (delivering) {
            return; // the loop below goes on with whatever has changed
        }
        delivering = true;
        Receiver receiver = null;
        try {
            int count = 0;
            while (!closed && reader.current().full) {
                if (++count > BURST) {
                    lane.inNextTurn(this::deliver);
                    break;
                }
                Reader.Slot slot = reader.current();
                Object wanting = target.get();
                if (slot.failure != null) {
                    connection.closeNow(slot.failure, slot.failure);
                } else if (discarding) {
                    if (slot.last) {
                        break;
                    }
                    reader.release();
                } else if (wanting instanceof Receiver installed && !paused && !endTold) {
                    receiver = installed;
                    push(receiver, slot);
                } else if (!(wanting instanceof Read read) || !pull(read, slot)) {
                    break;
                }
            }
            if (receiver != null && !closed) {
                receiver.onReceiveComplete(connection);
            }
        } catch (Throwable t) {
            connection.closeNow(t, t);
        } finally {
            delivering = false;
        }
        askForMore();
    }

    private void push(Receiver receiver, Reader.Slot slot) {
        if (slot.last) {
            ended = true;
            endTold = true;
            idle.stop();
            receiver.onEnd(connection);
            connection.receiverSawEnd();
            return;
        }
        idle.touch();
        try {
            receiver.onReceive(connection, slot.buffer);
        } finally {
            reader.release();
        }
    }

    /** @return false if the read was cancelled, and nothing has changed */
    private boolean pull(Read read, Reader.Slot slot) {
        if (!read.claim()) {
            return false;
        }
        target.compareAndSet(read, null);
        idle.stop();
        if (slot.last) {
            ended = true;
            read.complete(-1);
            return true;
        }
        ByteBuffer dst = read.dst;
        int count = Math.min(dst.remaining(), slot.buffer.remaining());
        int limit = slot.buffer.limit();
        dst.put(slot.buffer.limit(slot.buffer.position() + count));
        slot.buffer.limit(limit);
        if (!slot.buffer.hasRemaining()) {
            reader.release();
        }
        read.complete(count);
        return true;
    }

    private void askForMore() {
        if (closed || ended || reader.current().full) {
            return;
        }
        Object wanting = target.get();
        if (discarding || (wanting instanceof Receiver && !paused)) {
            reader.demand(Reader.ALL);
        } else if (wanting instanceof Read) {
            reader.demand(Reader.ONE);
        }
    }

    private String taken() {
        return target.get() instanceof Receiver
                ? "the connection is in push mode (a receiver is installed): it takes no reads and no other receiver"
                : "another read is pending: wait for it or cancel it first";
    }

    /** One read. */
    private final class Read extends Operation<Integer> {

        private static final long serialVersionUID = 1L;

        private final transient ByteBuffer dst;

        Read(CoreSubscriber<? super Integer> subscriber, ByteBuffer dst) {
            super(lane, subscriber);
            this.dst = dst;
        }

        @Override
        void start() {
            if (dst.isReadOnly() || !dst.hasRemaining()) {
                fail(new IllegalArgumentException(
                        dst.isReadOnly()
                                ? "the buffer to read into is read-only"
                                : "the buffer to read into has no room: clear() or compact() it"));
            } else if (closed || discarding) {
                fail(connection.closedError());
            } else if (!target.compareAndSet(null, this)) {
                fail(new IllegalStateException(taken()));
            } else if (ended) {
                target.compareAndSet(this, null);
                if (claim()) {
                    complete(-1);
                }
            } else {
                idle.start();
                deliver();
            }
        }

        @Override
        void onCancelled() {
            target.compareAndSet(this, null);
        }

        @Override
        RuntimeException ended() {
            return new ConnectionClosedException("the connection is closed, the runtime was shut down");
        }
    }
}
