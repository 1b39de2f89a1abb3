package dev.plinth.backend.uring;

import dev.plinth.netty.WireEvents;
import io.netty.buffer.ByteBuf;
import io.netty.channel.uring.IoUringIoOps;

/**
 * The receiving half of a {@link LeanWire}. While one read follows the other anyway, one operation
 * receives them all, into the {@link BufferRing} that the core's connections share; otherwise, for long
 * streams, and where there is no such ring, each read is an operation with a buffer of its own.
 */
final class LeanReader {

    private static final int EINTR = -4;
    private static final int EAGAIN = -11;
    private static final int ENOBUFS = -105;
    private static final int ECANCELED = -125;

    private final LeanWire wire;
    private final int fd;
    private final ReadSize size = new ReadSize();

    private long id;
    private boolean auto;
    private boolean wanted;
    private boolean delivering;
    private boolean ended;
    /** Whether an operation for all reads is under way; and whether it was told to stop. */
    private boolean streaming;

    private boolean stopping;

    /** The buffer of the single read that is under way; otherwise null. */
    private ByteBuf buffer;
    /** What {@link #now} and {@link #later} read into: mostly the same again. */
    private ByteBuf prepared;

    private IoUringIoOps now;
    private IoUringIoOps later;

    LeanReader(LeanWire wire, int fd) {
        this.wire = wire;
        this.fd = fd;
    }

    void read() {
        if (delivering || streaming) {
            wanted = true;
        } else {
            receive(false);
        }
    }

    void autoRead(boolean on) {
        auto = on;
        if (on) {
            read();
        } else if (streaming) {
            stop();
        }
    }

    private void stop() {
        if (!stopping) {
            stopping = true;
            wire.cancel(id);
        }
    }

    /** @param wait whether there is probably nothing to be read yet */
    private void receive(boolean wait) {
        if (buffer != null || ended || wire.closing()) {
            return;
        }
        wanted = false;
        try {
            if (auto && size.next() == ReadSize.SMALL && wire.received() != null) {
                stopping = false;
                id = wire.submit(Ops.recvAll(wire.slot(), fd, wait));
                streaming = true;
            } else {
                prepare();
                id = wire.submit(wait ? later : now);
            }
        } catch (RuntimeException e) {
            release();
            wire.failed(e);
        }
    }

    private void prepare() {
        buffer = wire.buffers().take(size.next());
        if (buffer != prepared) {
            long address = Addresses.of(buffer);
            now = Ops.recv(wire.slot(), fd, address, buffer.capacity(), false);
            later = Ops.recv(wire.slot(), fd, address, buffer.capacity(), true);
            prepared = buffer;
        }
    }

    void completed(int result, int flags) {
        if (streaming) {
            streamed(result, flags);
            return;
        }
        ByteBuf data = buffer;
        buffer = null;
        if (result > 0 && !wire.closing()) {
            size.read(result, data.capacity());
            deliver(data.setIndex(0, result));
            goOn((flags & Ops.SOCKET_NOT_EMPTY) == 0);
            return;
        }
        data.release();
        if (result == EAGAIN || result == EINTR || result == ENOBUFS) {
            receive(true);
        } else {
            over(result);
        }
    }

    private void streamed(int result, int flags) {
        streaming = (flags & Ops.MORE) != 0;
        if ((flags & Ops.BUFFER) != 0) {
            take(Ops.buffer(flags), result);
        }
        if (result <= 0 && result != ENOBUFS && result != ECANCELED && result != EAGAIN && result != EINTR) {
            over(result);
        } else if (!streaming) {
            goOn(result > 0 && (flags & Ops.SOCKET_NOT_EMPTY) == 0);
        } else if (size.next() != ReadSize.SMALL && !wire.closing()) {
            stop();
        }
    }

    private void take(int id, int count) {
        BufferRing ring = wire.received();
        ByteBuf data = ring.take(id);
        try {
            if (count > 0 && !wire.closing()) {
                size.read(count, data.capacity());
                wanted = false;
                deliver(data.setIndex(0, count));
            } else {
                data.release();
            }
        } finally {
            ring.provide(id);
        }
    }

    private void deliver(ByteBuf data) {
        WireEvents events = wire.events();
        delivering = true;
        try {
            events.onReadStart();
            events.onRead(data);
            events.onReadComplete();
        } finally {
            delivering = false;
        }
    }

    private void goOn(boolean wait) {
        if (auto || wanted) {
            receive(wait);
        }
    }

    private void over(int result) {
        if (wire.closing()) {
            return;
        }
        if (result == 0) {
            ended = true;
            wire.events().onEnd();
        } else {
            wire.failed("recv", result);
        }
    }

    void cancel() {
        if (buffer != null || streaming) {
            wire.cancel(id);
        }
    }

    /** Nothing is under way any more. */
    void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
