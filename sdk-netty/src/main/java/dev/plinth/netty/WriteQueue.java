package dev.plinth.netty;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * The bytes that wait to be written, in order: gathered ones, already copied, and writes, which stay
 * in their callers' buffers until it is their turn, so that memory does not grow with what waits.
 */
final class WriteQueue {

    static final int CHUNK = 256 << 10;

    /** One connection with a fast peer must not keep the loop for itself. */
    private static final int MOST_PER_TURN = 16 * CHUNK;

    private static final int SMALLEST = 512;

    private final Wire wire;
    private final Outbound outbound;
    private final TimeHistogram times;
    /** Each a {@link WriteOperation}, or a {@link Batch} of gathered bytes. */
    private final ShortQueue<Object> waiting = new ShortQueue<>();

    private final ShortQueue<Batch> inWire = new ShortQueue<>();

    private final Batches batches;
    private Batch tail;
    private int bytesInWire;
    private int sizeHint = SMALLEST;
    private boolean draining;

    /** {@code times} null: not measured. */
    WriteQueue(Wire wire, Outbound outbound, Batches batches, TimeHistogram times) {
        this.batches = batches;
        this.times = times;
        this.wire = wire;
        this.outbound = outbound;
    }

    void gather(ByteBuffer src) {
        int size = src.remaining();
        if (tail == null || !fits(tail, size)) {
            int before = tail == null ? 0 : tail.size();
            tail = batch(Math.max(Math.max(sizeHint, size), Math.min(CHUNK, 2 * before)));
            waiting.add(tail);
        }
        tail.data().writeBytes(src);
    }

    private static boolean fits(Batch batch, int size) {
        return batch.data().maxWritableBytes() >= size && (batch.size() == 0 || batch.size() + size <= CHUNK);
    }

    private Batch batch(int size) {
        Batch batch = batches.take();
        batch.fill(wire.buffer(size));
        return batch;
    }

    void add(WriteOperation write) {
        tail = null;
        waiting.add(write);
    }

    boolean remove(WriteOperation write) {
        return waiting.remove(write);
    }

    /**
     * Hands over what the wire takes, and flushes.
     *
     * @return whether it stopped although there is more to hand over
     */
    boolean drain() {
        if (draining) {
            return false;
        }
        draining = true;
        int budget = MOST_PER_TURN;
        try {
            while (budget > 0 && takesMore()) {
                while (takesMore()) {
                    Batch next = nextBatch();
                    budget -= next.size();
                    hand(next);
                }
                wire.flush();
            }
        } finally {
            draining = false;
        }
        return takesMore();
    }

    private boolean takesMore() {
        return !waiting.isEmpty() && bytesInWire < wire.window();
    }

    private Batch nextBatch() {
        if (waiting.peek() instanceof Batch gathered) {
            waiting.poll();
            if (gathered == tail) {
                tail = null;
            }
            sizeHint = Math.max(SMALLEST, Math.min(CHUNK, (sizeHint + gathered.size()) / 2));
            return gathered;
        }
        return fromWrites();
    }

    /** Copies the writes at the head of the queue, many small ones into one chunk. */
    private Batch fromWrites() {
        Batch batch = batch(writesAtHead());
        ByteBuf data = batch.data();
        while (waiting.peek() instanceof WriteOperation write) {
            if (write.isDone() && !write.begun()) {
                outbound.dropped(write.remaining()); // cancelled: withdrawn, if not yet by its caller
            } else {
                write.moveTo(data);
                if (write.remaining() > 0) {
                    break;
                }
                batch.completes(write);
            }
            waiting.poll();
        }
        return batch;
    }

    private int writesAtHead() {
        long total = 0;
        for (Object item : waiting) {
            if (total >= CHUNK || !(item instanceof WriteOperation write)) {
                break;
            }
            total += write.remaining();
        }
        return (int) Math.min(CHUNK, total);
    }

    private void hand(Batch batch) {
        ByteBuf data = batch.hand();
        bytesInWire += batch.size();
        inWire.add(batch);
        if (times != null) {
            batch.handedAt(System.nanoTime());
        }
        wire.write(data);
    }

    /** The wire has taken the oldest batch. */
    void completed() {
        Batch batch = inWire.poll();
        if (batch == null) {
            return; // the connection is closed
        }
        if (times != null) {
            times.record(System.nanoTime() - batch.handedAt());
        }
        int size = batch.size();
        bytesInWire -= size;
        outbound.onTaken(batch);
        batches.giveBack(batch);
        if (!draining && !waiting.isEmpty()) {
            outbound.flush();
        }
    }

    void fail(Throwable error) {
        tail = null;
        for (Batch batch = inWire.poll(); batch != null; batch = inWire.poll()) {
            batch.fail(error); // its buffer is the wire's to release
        }
        for (Object item = waiting.poll(); item != null; item = waiting.poll()) {
            if (item instanceof Batch gathered) {
                gathered.data().release();
            } else {
                ((WriteOperation) item).fail(error);
            }
        }
    }
}
