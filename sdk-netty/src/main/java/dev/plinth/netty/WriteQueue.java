package dev.plinth.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The bytes that wait to be written, in order: gathered ones, already copied, and writes, which stay
 * in their callers' buffers until it is their turn, so that memory does not grow with what waits.
 */
final class WriteQueue {

    private static final int CHUNK = 256 << 10;
    /** What the channel is given at a time: one chunk to send, and one to follow at once. */
    private static final int MOST_IN_CHANNEL = 2 * CHUNK;
    /** One connection with a fast peer must not keep the loop for itself. */
    private static final int MOST_PER_TURN = 16 * CHUNK;

    private final ChannelHandlerContext context;
    private final Outbound outbound;
    /** Each a {@link WriteOperation}, or a {@link Batch} of gathered bytes. */
    private final Deque<Object> waiting = new ArrayDeque<>(4);

    private final Deque<Batch> inChannel = new ArrayDeque<>(4);

    private Batch tail;
    private int bytesInChannel;
    private int sizeHint = 512;
    private boolean draining;

    WriteQueue(ChannelHandlerContext context, Outbound outbound) {
        this.context = context;
        this.outbound = outbound;
    }

    void gather(ByteBuffer src) {
        int size = src.remaining();
        if (tail == null || tail.size() + size > CHUNK && tail.size() > 0) {
            tail = new Batch(this, context.alloc().directBuffer(Math.max(sizeHint, size)));
            waiting.add(tail);
        }
        tail.data().writeBytes(src);
    }

    void add(WriteOperation write) {
        tail = null;
        waiting.add(write);
    }

    boolean remove(WriteOperation write) {
        return waiting.remove(write);
    }

    /**
     * Hands over what the channel takes, and flushes.
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
            while (budget > 0 && !waiting.isEmpty() && bytesInChannel < MOST_IN_CHANNEL) {
                while (!waiting.isEmpty() && bytesInChannel < MOST_IN_CHANNEL) {
                    Batch next = nextBatch();
                    budget -= next.size();
                    hand(next);
                }
                context.flush();
            }
        } finally {
            draining = false;
        }
        return !waiting.isEmpty() && bytesInChannel < MOST_IN_CHANNEL;
    }

    private Batch nextBatch() {
        if (waiting.peek() instanceof Batch gathered) {
            waiting.poll();
            if (gathered == tail) {
                tail = null;
                sizeHint = Math.max(512, Math.min(CHUNK, (sizeHint + gathered.size()) / 2));
            }
            return gathered;
        }
        return fromWrites();
    }

    /** Copies the writes at the head of the queue, many small ones into one chunk. */
    private Batch fromWrites() {
        Batch batch = new Batch(this, context.alloc().directBuffer(writesAtHead(), CHUNK));
        while (waiting.peek() instanceof WriteOperation write) {
            if (write.isDone() && !write.begun()) {
                outbound.dropped(write.remaining()); // cancelled: withdrawn, if not yet by its caller
            } else {
                write.moveTo(batch.data());
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
        bytesInChannel += batch.size();
        inChannel.add(batch);
        context.write(data).addListener(batch);
    }

    /** The channel has taken the oldest batch, or refuses it. */
    void completed(Batch batch, Throwable failure) {
        if (failure != null) {
            outbound.onFailed(failure); // closes, and that fails what waits
            return;
        }
        inChannel.poll();
        bytesInChannel -= batch.size();
        outbound.onTaken(batch);
        if (!draining && !waiting.isEmpty()) {
            outbound.flush();
        }
    }

    /** What the channel holds, with its own overhead, in bytes: falls as it writes. */
    long heldByChannel() {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** How much of the buffer that it is at has been written. */
    long progressOfChannel() {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.currentProgress();
    }

    void fail(Throwable error) {
        tail = null;
        for (Batch batch = inChannel.poll(); batch != null; batch = inChannel.poll()) {
            batch.fail(error); // its buffer is the channel's to release
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
