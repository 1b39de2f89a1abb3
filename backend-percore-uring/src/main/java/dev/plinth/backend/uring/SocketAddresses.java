package dev.plinth.backend.uring;

import io.netty.buffer.ByteBuf;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;

/** Addresses as connect(2) reads them: struct sockaddr_in and sockaddr_in6. */
final class SocketAddresses {

    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private SocketAddresses() {}

    static int family(InetAddress address) {
        return address instanceof Inet6Address ? Ops.AF_INET6 : Ops.AF_INET;
    }

    /** Appends it to {@code target}. */
    static void write(InetSocketAddress address, ByteBuf target) {
        InetAddress host = address.getAddress();
        writeShort(family(host), target);
        target.writeShort(address.getPort()); // in network order
        if (host instanceof Inet6Address host6) {
            target.writeInt(0); // no flow
            target.writeBytes(host6.getAddress());
            writeInt(host6.getScopeId(), target);
        } else {
            target.writeBytes(host.getAddress());
            target.writeZero(8);
        }
    }

    private static void writeShort(int value, ByteBuf target) {
        if (LITTLE_ENDIAN) {
            target.writeShortLE(value);
        } else {
            target.writeShort(value);
        }
    }

    private static void writeInt(int value, ByteBuf target) {
        if (LITTLE_ENDIAN) {
            target.writeIntLE(value);
        } else {
            target.writeInt(value);
        }
    }
}
