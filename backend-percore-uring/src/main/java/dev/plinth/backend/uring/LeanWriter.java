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
    private final int fd;
    /** Behind the current one; mostly empty, since its connection gives one at a time. */
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(2);

    private int waitingCount;
    private final Held held = new Held();
    private final SendOps operations;
    /** From how many bytes on the kernel sends without a copy. */
    private int zeroCopyThreshold;

    /** Kept while the socket is open. */
    private ByteBuf own;

    private ByteBuf current;
    private boolean sending;
    private boolean moved;
    private long id;

    LeanWriter(LeanWire wire, int fd, int zeroCopyThreshold) {
        this.wire = wire;
        this.fd = fd;
        this.operations = new SendOps(fd);
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
            current = data;
        } else {
            waiting.add(data);
            waitingCount++;
        }
    }

    void flush() {
        if (!sending && !wire.closing()) {
            sendNext();
        }
    }

    boolean hasMoved() {
        boolean since = moved;
        moved = false;
        return since;
    }

    private void sendNext() {
        if (current == null && waitingCount > 0) {
            current = waiting.poll();
            waitingCount--;
        }
        if (current != null) {
            send(false);
        }
    }

    /** @param wait whether the socket takes nothing for the moment */
    private void send(boolean wait) {
        if (wait) {
            wire.events().onWaiting();
        }
        int size = current.readableBytes();
        long address = Addresses.of(current) + current.readerIndex();
        int slot = size >= zeroCopyThreshold ? held.hold(current, wire.buffers()) : 0;
        sending = true;
        try {
            id = wire.submit(
                    slot > 0 ? Ops.sendZeroCopy(fd, address, size, wait, slot) : operations.of(address, size, wait));
        } catch (RuntimeException e) {
            sending = false;
            if (slot > 0) {
                held.release(slot);
            }
            wire.failed(e);
        }
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
        ByteBuf data = current;
        data.skipBytes(bytes);
        if (data.isReadable()) {
            send(true);
            return;
        }
        current = null;
        data.release();
        wire.events().onWritten();
        flush();
    }

    void released(int slot) {
        held.release(slot);
    }

    /** Nothing will be released any more. */
    void unregistered() {
        wire.buffers().lendsNoMore(held);
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
        for (ByteBuf data = waiting.poll(); data != null; data = waiting.poll()) {
            data.release();
        }
    }
}
