package dev.plinth.backend.virtualthreads;

import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.WriteBufferFullException;
import dev.plinth.api.WriteTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * What a connection sends: a queue of gathered bytes and of writes, of which the {@link Writer} is
 * given a buffer at a time. On the core, except where noted.
 */
final class Outbound {

    private final Connection connection;
    private final Lane lane;
    private final Transport transport;
    private final Writer writer;
    private final Marks marks;
    private final Idle idle;

    /** {@link Chunk}s and {@link Write}s, in the order in which they go out. */
    private final ArrayDeque<Object> queue = new ArrayDeque<>();

    /** What the writer is at: the writes whose bytes it has, and the chunk, if it is one. */
    private List<Write> inFlight = new ArrayList<>();

    private List<Write> spareList = new ArrayList<>();
    private Chunk chunkInFlight;
    private Chunk spare;

    /** Counts every byte ever accepted; volatile for those who look from elsewhere. */
    private volatile long accepted;

    private boolean aboveHigh;
    private boolean finishWanted;
    private boolean finishing;
    private boolean finished;
    private volatile boolean closed;
    private RuntimeException closeError;

    Outbound(Connection connection, Lane lane, Transport transport, Threads threads, Marks marks, Duration timeout) {
        this.connection = connection;
        this.lane = lane;
        this.transport = transport;
        this.marks = marks;
        this.writer = new Writer(transport, lane, threads, this::pump);
        this.idle = new Idle(lane, timeout, writer::lastProgress, this::timedOut);
    }

    /** The water marks and the limit, in bytes. */
    record Marks(int low, int high, int limit) {}

    /** From any thread. */
    long pending() {
        return closed ? 0 : Math.max(0, accepted - writer.taken());
    }

    /** Bytes that the transport has taken. From any thread. */
    long taken() {
        return writer.taken();
    }

    /** In how many portions. From any thread. */
    long writes() {
        return writer.writes();
    }

    /** From any thread. */
    Mono<Void> write(ByteBuffer src) {
        return Operation.mono(subscriber -> new Write(lane, subscriber, this, src));
    }

    /** Whether the output has been ended, or will be once what waits has gone. */
    boolean isFinishing() {
        return finishWanted;
    }

    /** Whether the output has been ended. */
    boolean hasFinished() {
        return finished;
    }

    boolean send(ByteBuffer src) {
        int size = src.remaining();
        if (pending() + size > marks.limit()) {
            throw full(size);
        }
        while (src.hasRemaining()) {
            Chunk tail = queue.peekLast() instanceof Chunk chunk ? chunk : null;
            if (tail == null || !tail.makeRoom(src.remaining(), transport)) {
                tail = takeChunk();
                queue.add(tail);
            }
            tail.append(src);
        }
        accept(size);
        return !aboveHigh;
    }

    /** Why a write of {@code size} bytes is not taken now, or null. */
    RuntimeException refusal(int size) {
        if (closed || finishWanted) {
            return closedError();
        }
        long pending = pending();
        return pending > 0 && pending + size > marks.limit() ? full(size) : null;
    }

    ConnectionClosedException closedError() {
        return connection.closedError();
    }

    void add(Write write, int size) {
        queue.add(write);
        accept(size);
    }

    /** Takes a cancelled write out, if it is still there. From any thread. */
    void withdraw(Write write) {
        lane.runOrSubmit(() -> {
            queue.remove(write);
            uncount(write);
            pump();
        });
    }

    /** Makes it part of what the writer gets; false if it was cancelled. */
    private boolean take(Write write) {
        boolean claimed = write.claim();
        if (claimed) {
            inFlight.add(write);
        } else {
            uncount(write);
        }
        return claimed;
    }

    private void uncount(Write write) {
        accepted = accepted - write.uncount(); // only the core writes it
    }

    private void accept(int size) {
        if (!idle.isRunning()) {
            idle.start();
        }
        accepted = accepted + size; // only the core writes it
        aboveHigh |= pending() >= marks.high();
        connection.markDirty();
    }

    /** Ends the output once what waits has gone. */
    void finish() {
        finishWanted = true;
        pump();
    }

    /** Gives the writer the next piece if it is free, and makes sure that it tells when somebody waits for it. */
    void pump() {
        if (!lane.isInside() && tellsSomebody()) {
            lane.submit(this::pump);
            return;
        }
        while (true) {
            if (writer.isDone()) {
                collect();
            } else if (writer.isIdle()) {
                if (closed || !handOver()) {
                    return;
                }
            } else {
                if (!isAwaited()) {
                    return;
                }
                writer.wantNotice();
                if (!writer.isDone()) {
                    return;
                }
            }
        }
    }

    /** Whether {@link #pump} may complete or call something, which must happen in the lane. */
    private boolean tellsSomebody() {
        boolean onlySends = queue.isEmpty() || (queue.size() == 1 && queue.peek() instanceof Chunk);
        return !onlySends
                || !inFlight.isEmpty()
                || aboveHigh
                || finishWanted
                || closed
                || (writer.isDone() && writer.hasFailed());
    }

    private boolean isAwaited() {
        return closed || aboveHigh || finishWanted || !inFlight.isEmpty() || !queue.isEmpty();
    }

    /** @return false if there is nothing to hand over */
    private boolean handOver() {
        while (!queue.isEmpty()) {
            Object head = queue.peek();
            if (head instanceof Write write && write.size() >= Chunk.MAX / 2) {
                queue.poll();
                if (take(write)) {
                    writer.write(write.src());
                    return true;
                }
            } else {
                Chunk chunk = head instanceof Chunk gathered ? gathered : takeChunk();
                if (chunk == head) {
                    queue.poll();
                }
                fill(chunk);
                chunkInFlight = chunk;
                if (chunk.size() > 0) {
                    writer.write(chunk.flipped());
                    return true;
                }
                recycle();
                endWrites(null); // of no bytes
            }
        }
        idle.stop();
        if (finishWanted && !finishing) {
            finishing = true;
            writer.finish();
            return true;
        }
        return false;
    }

    /** Adds the small writes, and the gathered bytes between them, that fit. */
    private void fill(Chunk chunk) {
        while (queue.peek() instanceof Write write && chunk.makeRoom(write.size(), transport)) {
            queue.poll();
            if (take(write)) {
                chunk.append(write.src());
            }
        }
    }

    /** Takes the writer's result. */
    private void collect() {
        boolean wasFinishing = finishing;
        Throwable failure = writer.takeResult();
        recycle();
        if (failure != null && !closed) {
            connection.closeNow(failure, failure);
        }
        endWrites(failure);
        if (closed) {
            connection.writerIsQuiet();
        } else if (wasFinishing) {
            finished = true;
            connection.outputFinished();
        } else if (aboveHigh && pending() < marks.low()) {
            aboveHigh = false;
            connection.tellWritable();
        }
    }

    private void endWrites(Throwable failure) {
        List<Write> ended = inFlight;
        inFlight = spareList; // a completion may write again at once
        spareList = ended;
        for (Write write : ended) {
            if (failure == null) {
                write.complete(null);
            } else {
                write.completeWith(closeError);
            }
        }
        ended.clear();
    }

    /** The connection is closed: what waits fails, what the writer has fails once it lets go of it. */
    void close(RuntimeException why) {
        closed = true;
        closeError = why;
        idle.stop();
        writer.stop();
        Object next;
        while ((next = queue.poll()) != null) {
            if (next instanceof Write write) {
                write.fail(why);
            }
        }
        if (!writer.isIdle()) {
            writer.wantNotice();
            if (writer.isDone()) {
                lane.submit(this::pump);
            }
        }
    }

    /** Whether the writer has let go of everything. */
    boolean isQuiet() {
        return writer.isIdle() && inFlight.isEmpty();
    }

    private void timedOut() {
        if (pending() == 0) {
            return;
        }
        WriteTimeoutException error = new WriteTimeoutException(pending() + " bytes wait, and "
                + connection.remoteAddress() + " has taken none for " + idle.timeout()
                + "; the connection is closed, as half a message may be on the wire");
        connection.closeNow(error, error);
    }

    private WriteBufferFullException full(long size) {
        return new WriteBufferFullException(size + " more bytes would lift the " + pending()
                + " that wait for " + connection.remoteAddress() + " above the write limit of " + marks.limit()
                + ": wait for earlier writes or for onWritable, or raise plinth.write-limit");
    }

    private Chunk takeChunk() {
        Chunk chunk = spare;
        spare = null;
        return chunk != null ? chunk : new Chunk(transport);
    }

    private void recycle() {
        if (chunkInFlight != null) {
            chunkInFlight.clear();
            // an idle connection shall not sit on a large buffer
            spare = chunkInFlight.isLarge() && queue.isEmpty() ? null : chunkInFlight;
            chunkInFlight = null;
        }
    }
}
