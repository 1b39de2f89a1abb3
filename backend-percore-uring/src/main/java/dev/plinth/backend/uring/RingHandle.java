package dev.plinth.backend.uring;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A descriptor with operations on a ring. It is closed only when the last of them has ended: until
 * then the kernel may write into their buffers, and a descriptor of the same number may be another's.
 */
abstract class RingHandle implements IoUringIoHandle {

    private static final Logger LOG = LoggerFactory.getLogger(RingHandle.class);

    private final IoEventLoop loop;
    private IoRegistration registration;
    private RingSlots slots;
    private CoreBuffers buffers;
    private int slot;
    private int underWay;
    /** Buffers sent without a copy that the kernel will notify of. */
    private int notices;

    private boolean closing;
    private boolean closed;

    RingHandle(IoEventLoop loop) {
        this.loop = loop;
    }

    /**
     * Puts it on the loop's ring, on the loop's thread.
     *
     * @throws IllegalStateException if the ring takes no more
     */
    final void join() {
        Future<IoRegistration> joined = loop.register(this);
        if (!joined.isSuccess()) {
            throw new IllegalStateException("the core's ring takes no more sockets", joined.cause());
        }
    }

    final void joined(RingSlots slots, int slot, IoRegistration registration, CoreBuffers buffers) {
        this.slots = slots;
        this.slot = slot;
        this.registration = registration;
        this.buffers = buffers;
    }

    /** What its operations carry, so that their completions come here. */
    final int slot() {
        return slot;
    }

    final IoEventLoop loop() {
        return loop;
    }

    final CoreBuffers buffers() {
        return buffers;
    }

    /** The ring's buffers that the kernel receives into; null if there are none. */
    final BufferRing received() {
        return slots.received();
    }

    final boolean closing() {
        return closing;
    }

    /**
     * Submits an operation, which goes to the kernel at the end of the turn.
     *
     * @return what cancels it
     * @throws RuntimeException if the ring does not take it
     */
    final long submit(IoUringIoOps operation) {
        long id = registration.submit(operation);
        underWay++;
        return id;
    }

    @Override
    public final void handle(IoRegistration from, IoEvent event) {
        IoUringIoEvent completion = (IoUringIoEvent) event; // it is the ring's, and used again
        byte opcode = completion.opcode();
        int result = completion.res();
        int flags = completion.flags();
        int data = Ops.data(completion.userData());
        try {
            if ((flags & Ops.NOTIFICATION) != 0) {
                notified(data);
                return;
            }
            if ((flags & Ops.MORE) == 0) {
                underWay--;
            } else if (opcode == Ops.SEND_ZC) {
                underWay--;
                notices++;
            }
            if (opcode != Ops.ASYNC_CANCEL) {
                completed(opcode, result, flags, data);
            }
        } catch (Throwable e) { // Netty's handler would put the core to sleep
            failed(e);
        }
        if (closing) {
            endIfQuiet();
        }
    }

    private void notified(int data) {
        notices--;
        released(data);
        if (closed) {
            leaveIfForgotten();
        }
    }

    /** Closes it once everything under way has ended, which {@link #cancelAll} hastens. On its core. */
    public final void end() {
        if (!closing) {
            closing = true;
            if (underWay > 0) {
                cancelAll();
            }
            endIfQuiet();
        }
    }

    /** Cancels an operation, if it has not ended. */
    final void cancel(long id) {
        try {
            submit(Ops.cancel(slot, id));
        } catch (RuntimeException e) {
            LOG.warn("{} cannot be closed before its operations end by themselves", this, e);
        }
    }

    private void endIfQuiet() {
        if (underWay == 0 && !closed) {
            closed = true;
            closeDescriptor();
            leaveIfForgotten();
            try {
                loop.execute(this::ended); // not within a call of the user's
            } catch (RejectedExecutionException e) {
                ended();
            }
        }
    }

    private void leaveIfForgotten() {
        if (notices == 0) {
            slots.leave(slot);
            unregistered();
        }
    }

    /** The loop ends. */
    @Override
    public final void close() {
        abort();
    }

    /** An operation has ended, or an accept has accepted. */
    abstract void completed(byte opcode, int result, int flags, int data) throws Exception;

    /** The kernel is done with a buffer that was sent without a copy. */
    void released(int slot) {}

    /** Something of ours threw. */
    abstract void failed(Throwable cause);

    /** Cancels what is under way. */
    abstract void cancelAll();

    /** Nothing is under way any more. */
    abstract void closeDescriptor();

    /** The descriptor is closed. */
    abstract void ended();

    /** Ends it at once; what is pending is lost. */
    public abstract void abort();
}
