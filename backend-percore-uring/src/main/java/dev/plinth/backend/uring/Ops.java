package dev.plinth.backend.uring;

import io.netty.channel.uring.IoUringIoOps;

/** Operations on a ring, as linux/io_uring.h numbers and lays them out; each carries its handle's slot. */
final class Ops {

    static final byte SENDMSG = 9;
    static final byte ACCEPT = 13;
    static final byte ASYNC_CANCEL = 14;
    static final byte CONNECT = 16;
    static final byte SEND = 26;
    static final byte RECV = 27;
    static final byte SOCKET = 45;
    static final byte SEND_ZC = 47;

    /** Of a completion: its bytes are in a buffer of a {@link BufferRing}. */
    static final int BUFFER = 1;
    /** Of a completion: more will come of this operation. */
    static final int MORE = 1 << 1;
    /** Of a completion: the socket has more to be read. */
    static final int SOCKET_NOT_EMPTY = 1 << 2;
    /** Of a completion: the kernel is done with the buffer of an earlier one. */
    static final int NOTIFICATION = 1 << 3;

    /** The one group of buffers that a ring has. */
    static final short BUFFER_GROUP = 1;

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    private static final byte BUFFER_SELECT = 1 << 5;
    private static final short POLL_FIRST = 1;
    private static final short RECV_MULTISHOT = 2;
    private static final short ACCEPT_MULTISHOT = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;

    private Ops() {}

    /** Of a completion's data: whose it is. */
    static int slot(long data) {
        return (int) data;
    }

    /** Of a completion's data: what its operation carried beside. */
    static int data(long data) {
        return (int) (data >>> Integer.SIZE);
    }

    /** A blocking socket, as the ring wants it: it does not wait for those that say that they would not. */
    static IoUringIoOps socket(int slot, int family) {
        return ops(slot, SOCKET, 0, family, SOCK_STREAM | SOCK_CLOEXEC, 0, 0, 0);
    }

    static IoUringIoOps connect(int slot, int fd, long address, int length) {
        return ops(slot, CONNECT, 0, fd, length, address, 0, 0);
    }

    /** Accepts until it is cancelled or fails. */
    static IoUringIoOps accept(int slot, int fd) {
        return ops(slot, ACCEPT, ACCEPT_MULTISHOT, fd, 0, 0, 0, SOCK_CLOEXEC);
    }

    /** @param wait whether to wait before the first attempt, since there is probably nothing yet */
    static IoUringIoOps recv(int slot, int fd, long address, int length, boolean wait) {
        return ops(slot, RECV, wait ? POLL_FIRST : 0, fd, 0, address, length, 0);
    }

    /**
     * Receives into the buffers of a {@link BufferRing} until it is cancelled, fails, or finds none.
     *
     * @param wait whether to wait before the first attempt, since there is probably nothing yet
     */
    static IoUringIoOps recvAll(int slot, int fd, boolean wait) {
        int ioPriority = wait ? RECV_MULTISHOT | POLL_FIRST : RECV_MULTISHOT;
        return new IoUringIoOps(
                RECV, BUFFER_SELECT, (short) ioPriority, fd, 0, 0, 0, 0, slot, BUFFER_GROUP, (short) 0, 0, 0);
    }

    /** Of a completion's flags: which buffer. */
    static int buffer(int flags) {
        return flags >>> 16;
    }

    /** Fails with EAGAIN where there is no room. */
    static IoUringIoOps send(int slot, int fd, long address, int length) {
        return ops(slot, SEND, 0, fd, 0, address, length, sendFlags(false));
    }

    /**
     * @param header the address of a struct msghdr
     * @param wait whether to wait for room; if not, it fails with EAGAIN where there is none
     */
    static IoUringIoOps sendMessage(int slot, int fd, long header, boolean wait) {
        return ops(slot, SENDMSG, wait ? POLL_FIRST : 0, fd, 0, header, 1, sendFlags(wait));
    }

    static IoUringIoOps sendZeroCopy(int slot, int fd, long address, int length, boolean wait, int held) {
        return ops(
                slot | (long) held << Integer.SIZE,
                SEND_ZC,
                wait ? POLL_FIRST : 0,
                fd,
                0,
                address,
                length,
                sendFlags(wait));
    }

    private static int sendFlags(boolean wait) {
        return wait ? MSG_NOSIGNAL : MSG_NOSIGNAL | MSG_DONTWAIT;
    }

    /** @param id what the submission of the other one gave */
    static IoUringIoOps cancel(int slot, long id) {
        return ops(slot, ASYNC_CANCEL, 0, -1, 0, id, 0, 0);
    }

    private static IoUringIoOps ops(
            long data, byte opcode, int ioPriority, int fd, long offset, long address, int length, int flags) {
        return new IoUringIoOps(
                opcode,
                (byte) 0,
                (short) ioPriority,
                fd,
                offset,
                address,
                length,
                flags,
                data,
                (short) 0,
                (short) 0,
                0,
                0);
    }
}
