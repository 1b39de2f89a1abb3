package dev.plinth.backend.uring;

import dev.plinth.netty.WireEvents;
import io.netty.buffer.ByteBuf;
import io.netty.channel.uring.IoUringIoOps;

/** The receiving half of a {@link LeanWire}. */
final class LeanReader {

    private static final int EINTR = -4;
    private static final int EAGAIN = -11;
    private static final int ENOBUFS = -105;

    private final LeanWire wire;
    private final int fd;
    private final ReadSize size = new ReadSize();

    /** The buffer of the receive that is under way; otherwise null. */
    private ByteBuf buffer;
    /** What {@link #now} and {@link #later} read into: mostly the same again. */
    private ByteBuf prepared;

    private IoUringIoOps now;
    private IoUringIoOps later;
    private long id;
    private boolean auto;
    private boolean wanted;
    private boolean delivering;
    private boolean ended;

    LeanReader(LeanWire wire, int fd) {
        this.wire = wire;
        this.fd = fd;
    }

    void read() {
        if (delivering) {
            wanted = true;
        } else {
            receive(false);
        }
    }

    void autoRead(boolean on) {
        auto = on;
        if (on) {
            read();
        }
    }

    /** @param wait whether there is probably nothing to be read yet */
    private void receive(boolean wait) {
        if (buffer != null || ended || wire.closing()) {
            return;
        }
        wanted = false;
        ByteBuf target = wire.buffers().take(size.next());
        if (target != prepared) {
            long address = Addresses.of(target);
            now = Ops.recv(fd, address, target.capacity(), false);
            later = Ops.recv(fd, address, target.capacity(), true);
            prepared = target;
        }
        buffer = target;
        try {
            id = wire.submit(wait ? later : now);
        } catch (RuntimeException e) {
            release();
            wire.failed(e);
        }
    }

    void completed(int result, int flags) {
        ByteBuf data = buffer;
        buffer = null;
        if (result > 0 && !wire.closing()) {
            size.read(result, data.capacity());
            deliver(data.setIndex(0, result));
            if (auto || wanted) {
                receive((flags & Ops.SOCKET_NOT_EMPTY) == 0);
            }
            return;
        }
        data.release();
        if (wire.closing()) {
            return;
        }
        if (result == 0) {
            ended = true;
            wire.events().onEnd();
        } else if (result == EAGAIN || result == EINTR || result == ENOBUFS) {
            receive(true);
        } else {
            wire.failed("recv", result);
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

    void cancel() {
        if (buffer != null) {
            wire.cancel(id);
        }
    }

    void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
