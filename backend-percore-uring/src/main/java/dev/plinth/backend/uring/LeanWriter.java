package dev.plinth.backend.uring;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/** The sending half of a {@link LeanWire}: one buffer after the other, each as often as it takes. */
final class LeanWriter {

    private static final int EINTR = -4;
    private static final int EAGAIN = -11;
    private static final int ENOMEM = -12;
    private static final int EOPNOTSUPP = -95;
    private static final int ENOBUFS = -105;

    private final LeanWire wire;
    private final SendOps operations;
    /** From how many bytes on the kernel sends without a copy. */
    private int zeroCopyThreshold;

    /** Kept while the socket is open. */
    private ByteBuf own;

    private ByteBuf current;
    /** What is left of the current one, and where it is. */
    private int left;

    private long address;
    private boolean sending;
    private boolean moved;
    private long id;

    /** Behind the current one; made when there is one, since a connection gives one at a time. */
    private ArrayDeque<ByteBuf> waiting;

    /** Made for the first send without a copy. */
    private Held held;

    LeanWriter(LeanWire wire, int fd, int zeroCopyThreshold) {
        this.wire = wire;
        this.operations = new SendOps(wire, fd);
        this.zeroCopyThreshold = zeroCopyThreshold > 0 ? zeroCopyThreshold : Integer.MAX_VALUE;
    }

    /** Mostly the same again, so that sends that are alike come from the same place. */
    ByteBuf buffer(int size) {
        if (size > ReadSize.SMALL || wire.closing()) {
            return wire.buffers().take(size);
        }
        if (own == null) {
            own = wire.buffers().take(size);
        }
        return own.refCnt() == 1 ? own.clear().retain() : wire.buffers().take(size);
    }

    void write(ByteBuf data) {
        if (wire.closing()) {
            data.release();
        } else if (current == null) {
            begin(data);
        } else {
            if (waiting == null) {
                waiting = new ArrayDeque<>(2);
            }
            waiting.add(data);
        }
    }

    private void begin(ByteBuf data) {
        current = data;
        left = data.readableBytes();
        address = Addresses.of(data) + data.readerIndex();
    }

    void flush() {
        if (current != null && !sending && !wire.closing()) {
            send(false);
        }
    }

    boolean hasMoved() {
        boolean since = moved;
        moved = false;
        return since;
    }

    /** @param wait whether the socket takes nothing for the moment */
    private void send(boolean wait) {
        if (wait) {
            wire.events().onWaiting();
        }
        int slot = left >= zeroCopyThreshold ? hold() : 0;
        sending = true;
        try {
            id = wire.submit(operations.of(address, left, wait, slot));
        } catch (RuntimeException e) {
            sending = false;
            if (slot > 0) {
                held.release(slot);
            }
            wire.failed(e);
        }
    }

    private int hold() {
        if (held == null) {
            held = new Held();
        }
        return held.hold(current, wire.buffers());
    }

    void completed(int result, int flags, int slot) {
        sending = false;
        if ((flags & Ops.MORE) == 0 && slot > 0) {
            held.release(slot); // no notification will come
        }
        if (wire.closing()) {
            return;
        }
        if (result >= 0) {
            taken(result);
        } else if (result == EAGAIN || result == EINTR) {
            send(true);
        } else if (slot > 0 && (result == ENOMEM || result == ENOBUFS || result == EOPNOTSUPP)) {
            zeroCopyThreshold = Integer.MAX_VALUE; // too little locked memory, or no such socket
            send(false);
        } else {
            wire.failed("send", result);
        }
    }

    private void taken(int bytes) {
        moved = true;
        left -= bytes;
        address += bytes;
        if (left > 0) {
            send(true);
            return;
        }
        current.release();
        current = null;
        if (waiting != null && !waiting.isEmpty()) {
            begin(waiting.poll());
        }
        wire.events().onWritten();
        flush();
    }

    void released(int slot) {
        held.release(slot);
    }

    /** Nothing will be released any more. */
    void unregistered() {
        if (held != null) {
            wire.buffers().lendsNoMore(held);
        }
    }

    void cancel() {
        if (sending) {
            wire.cancel(id);
        }
    }

    /** Nothing is under way any more, but for notifications. */
    void release() {
        operations.release();
        if (own != null) {
            own.release();
            own = null;
        }
        if (current != null) {
            current.release();
            current = null;
        }
        while (waiting != null && !waiting.isEmpty()) {
            waiting.poll().release();
        }
    }
}
