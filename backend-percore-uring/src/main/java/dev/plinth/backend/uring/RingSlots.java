package dev.plinth.backend.uring;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import java.util.Arrays;

/**
 * All of ours that lives on a core's ring, which Netty knows as one handle: what it keeps for each handle
 * lies in places of its own, and with many connections the core would wait for every one of them at each
 * operation. An operation carries its handle's slot; the first 32768 without a table of Netty's.
 */
final class RingSlots implements IoUringIoHandle {

    /** Registers this with the ring. */
    interface Registrar {
        IoRegistration register(IoHandle handle) throws Exception;
    }

    private final Registrar registrar;
    private final CoreBuffers buffers;
    private final BufferRing received;
    private IoRegistration registration;
    private RingHandle[] handles = new RingHandle[64];
    /** Slots that are free below {@link #used}, the last one given back first. */
    private int[] free = new int[64];

    private int freeCount;
    private int used;
    private boolean closed;

    RingSlots(Registrar registrar, CoreBuffers buffers, BufferRing received) {
        this.received = received;
        this.registrar = registrar;
        this.buffers = buffers;
    }

    /** Gives it a slot, until it calls {@link #leave}. */
    IoRegistration add(RingHandle handle) throws Exception {
        if (closed) {
            throw new IllegalStateException("the ring is shutting down");
        }
        if (registration == null) {
            registration = registrar.register(this);
        }
        int slot = freeCount > 0 ? free[--freeCount] : next();
        handles[slot] = handle;
        handle.joined(this, slot, registration, buffers);
        return registration;
    }

    /** What is received into, or null. */
    BufferRing received() {
        return received;
    }

    private int next() {
        if (used == handles.length) {
            handles = Arrays.copyOf(handles, 2 * used);
        }
        return used++;
    }

    /** The slot is free: nothing of its operations will be told any more. */
    void leave(int slot) {
        handles[slot] = null;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, 2 * freeCount);
        }
        free[freeCount++] = slot;
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
        handles[Ops.slot(((IoUringIoEvent) event).userData())].handle(from, event);
    }

    /** The loop ends. */
    @Override
    public void close() {
        closed = true;
        for (RingHandle handle : Arrays.copyOf(handles, used)) {
            if (handle != null) {
                handle.close();
            }
        }
    }
}
