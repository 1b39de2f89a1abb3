package dev.plinth.backend.uring;

import io.netty.channel.unix.Buffer;
import io.netty.channel.uring.IoUringIoOps;
import io.netty.util.internal.CleanableDirectBuffer;
import java.nio.ByteBuffer;

/**
 * The operations of a socket's sends, none of which is made per send, though they cannot be changed: a
 * send that repeats the one before (same place, same size) repeats its operation; any other is a sendmsg,
 * whose operation only points to a header in memory, which can. The header costs the kernel some 2 %.
 */
final class SendOps {

    /** So many alike in a row are worth an operation of their own. */
    static final int ALIKE = 16;

    // struct msghdr and, behind it, struct iovec, on 64 bits
    private static final int IOV = 16;
    private static final int IOV_COUNT = 24;
    private static final int HEADER = 56;
    private static final int IOV_BASE = HEADER;
    private static final int IOV_LENGTH = HEADER + 8;
    private static final int TOTAL = HEADER + 16;

    private final LeanWire wire;
    private final int fd;

    private IoUringIoOps same;
    private long sameAddress;
    private int sameSize;
    private long lastAddress;
    private int lastSize;
    private int alike;

    private CleanableDirectBuffer memory;
    private ByteBuffer header;
    private IoUringIoOps message;
    private IoUringIoOps messageLater;

    SendOps(LeanWire wire, int fd) {
        this.wire = wire;
        this.fd = fd;
    }

    /**
     * @param wait whether to wait for room; if not, it fails with EAGAIN where there is none
     * @param held where the buffer is held, if it is not to be copied; else 0
     */
    IoUringIoOps of(long address, int size, boolean wait, int held) {
        if (held > 0) {
            return Ops.sendZeroCopy(wire.slot(), fd, address, size, wait, held);
        }
        if (!wait) {
            if (size == sameSize && address == sameAddress) {
                return same;
            }
            if (size != lastSize || address != lastAddress) {
                lastSize = size;
                lastAddress = address;
                alike = 0;
            } else if (++alike == ALIKE) {
                sameSize = size;
                sameAddress = address;
                same = Ops.send(wire.slot(), fd, address, size);
                return same;
            }
        }
        if (header == null) {
            makeHeader();
        }
        header.putLong(IOV_BASE, address).putLong(IOV_LENGTH, size);
        return wait ? messageLater : message;
    }

    private void makeHeader() {
        memory = Buffer.allocateDirectBufferWithNativeOrder(TOTAL);
        header = memory.buffer();
        long address = Buffer.memoryAddress(header);
        for (int i = 0; i < HEADER; i += Long.BYTES) {
            header.putLong(i, 0);
        }
        header.putLong(IOV, address + IOV_BASE).putLong(IOV_COUNT, 1);
        message = Ops.sendMessage(wire.slot(), fd, address, false);
        messageLater = Ops.sendMessage(wire.slot(), fd, address, true);
    }

    /** Nothing is under way any more. */
    void release() {
        if (memory != null) {
            memory.clean();
            memory = null;
            header = null;
        }
    }
}
