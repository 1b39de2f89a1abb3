package dev.plinth.backend.uring;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buffers of one core: direct memory in three sizes, allocated by the core's own thread (and so,
 * first touched there, on its NUMA node), taken and given back there, and used again in the order in
 * which a cache has them: the last one first. What is larger comes from Netty's allocator.
 *
 * <p>Whoever makes it is the core's thread. Nothing of ours releases a buffer elsewhere, and users see none;
 * should it happen, the buffer is freed there and then, since it would cost a queue to have it back.
 */
final class CoreBuffers {

    /** So much memory is kept for later in each size; what comes back beyond that is freed. */
    static final int MOST_KEPT = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(CoreBuffers.class);

    private final Shelf small = new Shelf(ReadSize.SMALL);
    private final Shelf medium = new Shelf(16 << 10);
    private final Shelf large = new Shelf(ReadSize.LARGE);
    private final Set<Held> lent = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Thread owner;
    private final LongAdder freedElsewhere = new LongAdder();
    private volatile long bytes;
    private boolean closed;

    /** The calling thread's. */
    CoreBuffers() {
        this(Thread.currentThread());
    }

    /** @param owner null: the callers see to it themselves that they come one after the other */
    CoreBuffers(Thread owner) {
        this.owner = owner;
    }

    /** A buffer with room for {@code size} bytes or more; the caller releases it, on this core. */
    ByteBuf take(int size) {
        if (size <= small.size) {
            return small.take();
        }
        if (size <= medium.size) {
            return medium.take();
        }
        if (size <= large.size) {
            return large.take();
        }
        return ByteBufAllocator.DEFAULT.directBuffer(size);
    }

    /** Bytes that the pool has, in use or kept. */
    long bytes() {
        return bytes - freedElsewhere.sum();
    }

    /** Buffers of this core are with the kernel now and then, which sends from them. */
    void lends(Held held) {
        lent.add(held);
    }

    /** The kernel is done with all of them. */
    void lendsNoMore(Held held) {
        lent.remove(held);
    }

    /** Frees what is kept. What the kernel may still write into is not: it is freed when it comes back. */
    void close() {
        closed = true;
        long sent = lent.stream().mapToLong(Held::keepForGood).sum();
        if (sent > 0) {
            LOG.warn(
                    "{} bytes of memory are not given back: they were sent without a copy ({}), and peers have not"
                            + " yet taken them from the kernel, which goes on to send them",
                    sent,
                    UringConfig.ZERO_COPY_THRESHOLD);
        }
        small.free();
        medium.free();
        large.free();
        if (bytes() > 0 && sent == 0) {
            LOG.warn("{} bytes of a core's buffers were not given back", bytes());
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes it
    private void count(int change) {
        bytes += change;
    }

    private void freeElsewhere(PooledBuffer buffer) {
        boolean first = freedElsewhere.sum() == 0;
        freedElsewhere.add(buffer.capacity());
        buffer.free();
        if (first && !closed) {
            LOG.warn(
                    "A buffer of {} was released on {}: it is freed, and its core goes without it. Please report this",
                    owner.getName(),
                    Thread.currentThread().getName(),
                    new IllegalStateException("here"));
        }
    }

    /** Buffers of one size. */
    final class Shelf {

        private final int size;
        private final int most;
        private final ArrayDeque<PooledBuffer> kept = new ArrayDeque<>();

        private Shelf(int size) {
            this.size = size;
            this.most = MOST_KEPT / size;
        }

        private ByteBuf take() {
            PooledBuffer buffer = kept.pollLast();
            if (buffer != null) {
                return buffer.again();
            }
            count(size);
            return new PooledBuffer(this, size);
        }

        void giveBack(PooledBuffer buffer) {
            if (Thread.currentThread() != owner && owner != null) {
                freeElsewhere(buffer);
            } else if (closed || kept.size() == most) {
                count(-size);
                buffer.free();
            } else {
                kept.addLast(buffer);
            }
        }

        private void free() {
            for (PooledBuffer buffer = kept.poll(); buffer != null; buffer = kept.poll()) {
                count(-size);
                buffer.free();
            }
        }
    }
}
