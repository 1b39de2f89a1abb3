package dev.plinth.backend.uring;

import io.netty.channel.uring.IoUringIoOps;

/** Operations on a ring, as linux/io_uring.h numbers and lays them out. */
final class Ops {

    static final byte SENDMSG = 9;
    static final byte ACCEPT = 13;
    static final byte ASYNC_CANCEL = 14;
    static final byte CONNECT = 16;
    static final byte SEND = 26;
    static final byte RECV = 27;
    static final byte SOCKET = 45;
    static final byte SEND_ZC = 47;

    /** Of a completion: more will come of this operation. */
    static final int MORE = 1 << 1;
    /** Of a completion: the socket has more to be read. */
    static final int SOCKET_NOT_EMPTY = 1 << 2;
    /** Of a completion: the kernel is done with the buffer of an earlier one. */
    static final int NOTIFICATION = 1 << 3;

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    private static final short POLL_FIRST = 1;
    private static final short ACCEPT_MULTISHOT = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;

    private Ops() {}

    /** A blocking socket, as the ring wants it: it does not wait for those that say that they would not. */
    static IoUringIoOps socket(int family) {
        return ops(SOCKET, 0, family, SOCK_STREAM | SOCK_CLOEXEC, 0, 0, 0, 0);
    }

    static IoUringIoOps connect(int fd, long address, int length) {
        return ops(CONNECT, 0, fd, length, address, 0, 0, 0);
    }

    /** Accepts until it is cancelled or fails. */
    static IoUringIoOps accept(int fd) {
        return ops(ACCEPT, ACCEPT_MULTISHOT, fd, 0, 0, 0, SOCK_CLOEXEC, 0);
    }

    /** @param wait whether to wait before the first attempt, since there is probably nothing yet */
    static IoUringIoOps recv(int fd, long address, int length, boolean wait) {
        return ops(RECV, wait ? POLL_FIRST : 0, fd, 0, address, length, 0, 0);
    }

    /** Fails with EAGAIN where there is no room. */
    static IoUringIoOps send(int fd, long address, int length) {
        return ops(SEND, 0, fd, 0, address, length, sendFlags(false), 0);
    }

    /**
     * @param header the address of a struct msghdr
     * @param wait whether to wait for room; if not, it fails with EAGAIN where there is none
     */
    static IoUringIoOps sendMessage(int fd, long header, boolean wait) {
        return ops(SENDMSG, wait ? POLL_FIRST : 0, fd, 0, header, 1, sendFlags(wait), 0);
    }

    static IoUringIoOps sendZeroCopy(int fd, long address, int length, boolean wait, int slot) {
        return ops(SEND_ZC, wait ? POLL_FIRST : 0, fd, 0, address, length, sendFlags(wait), slot);
    }

    private static int sendFlags(boolean wait) {
        return wait ? MSG_NOSIGNAL : MSG_NOSIGNAL | MSG_DONTWAIT;
    }

    /** @param id what the submission of the other one gave */
    static IoUringIoOps cancel(long id) {
        return ops(ASYNC_CANCEL, 0, -1, 0, id, 0, 0, 0);
    }

    private static IoUringIoOps ops(
            byte opcode, int ioPriority, int fd, long offset, long address, int length, int flags, long data) {
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
