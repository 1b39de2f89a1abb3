package dev.plinth.backend.virtualthreads;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that reads a connection's socket: into two buffers in turn, so that it can wait for the
 * next bytes while the core handles the last. Reads only on demand, and only into a buffer that the
 * core has given back.
 */
final class Reader implements Runnable {

    private static final int SMALL = 16 << 10;
    private static final int LARGE = 64 << 10;

    /** Nothing is wanted. */
    static final int NONE = 0;
    /** One read. */
    static final int ONE = 1;
    /** As much as there is. */
    static final int ALL = 2;

    private final Transport transport;
    private final Lane lane;
    private final Runnable arrived;
    private final Thread thread;
    private final Slot[] slots = {new Slot(), new Slot()};
    private final AtomicInteger demand = new AtomicInteger(NONE);
    private final Count bytes = new Count();
    private final Count reads = new Count();
    private volatile boolean stopped;
    private volatile boolean waiting;
    private int next;

    /** @param arrived runs in {@code lane} when a slot has been filled */
    Reader(Transport transport, Lane lane, Threads threads, Runnable arrived) {
        this.transport = transport;
        this.lane = lane;
        this.arrived = arrived;
        this.thread = threads.unstarted("plinth-vt-reader", this);
        threads.start(thread);
    }

    /** What one read gave. The reader's until {@link #full}, then the core's. */
    static final class Slot {

        /** Null until the slot is used. */
        ByteBuffer buffer;

        /** No more comes: the end of the stream, or {@link #failure}. */
        boolean last;

        Throwable failure;
        volatile boolean full;
    }

    /** Bytes that have come. From any thread. */
    long bytes() {
        return bytes.get();
    }

    /** In how many portions. From any thread. */
    long reads() {
        return reads.get();
    }

    /** The slot that was, or will be, filled next. On the core. */
    Slot current() {
        return slots[next];
    }

    /** The core has no more use for the current slot. */
    void release() {
        slots[next].full = false;
        next ^= 1;
        wake();
    }

    void demand(int amount) {
        if (demand.get() != amount) {
            demand.set(amount);
            if (amount != NONE) {
                wake();
            }
        }
    }

    /** The thread ends as soon as its read, if any, does: close the transport as well. */
    void stop() {
        stopped = true;
        wake();
    }

    private void wake() {
        // only if it waits for us: in a read, a permit would make it try the socket in vain
        if (waiting) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        int index = 0;
        while (!stopped) {
            Slot slot = slots[index];
            if (!isReady(slot)) {
                await(slot);
                continue;
            }
            fill(slot);
            boolean last = slot.last;
            // before the slot is handed over: the core may at once ask for more
            demand.compareAndSet(ONE, NONE);
            slot.full = true;
            lane.submit(arrived);
            if (last) {
                return;
            }
            index ^= 1;
        }
    }

    private boolean isReady(Slot slot) {
        return !slot.full && demand.get() != NONE;
    }

    private void await(Slot slot) {
        waiting = true;
        while (!stopped && !isReady(slot)) {
            LockSupport.park(this);
        }
        waiting = false;
    }

    private void fill(Slot slot) {
        ByteBuffer buffer = slot.buffer;
        if (buffer == null) {
            buffer = transport.allocate(SMALL);
        } else if (buffer.capacity() < LARGE && buffer.limit() == buffer.capacity()) {
            buffer = transport.allocate(LARGE); // the last one was filled to the brim
        }
        slot.buffer = buffer.clear();
        try {
            int read = transport.read(buffer);
            slot.last = read < 0;
            if (read > 0) {
                bytes.add(read);
                reads.add(1);
            }
        } catch (Throwable t) {
            slot.last = true;
            slot.failure = t;
        }
        buffer.flip();
    }
}
