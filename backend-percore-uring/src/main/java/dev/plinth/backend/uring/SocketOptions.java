package dev.plinth.backend.uring;

import dev.plinth.api.TcpOptions;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link TcpOptions} for a bare socket. */
final class SocketOptions {

    private static final Logger LOG = LoggerFactory.getLogger(SocketOptions.class);

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    private SocketOptions() {}

    static void connection(Socket socket, TcpOptions tcp) {
        set("TCP_NODELAY", () -> socket.setTcpNoDelay(tcp.noDelay()));
        if (tcp.keepAlive()) {
            set("SO_KEEPALIVE", () -> socket.setKeepAlive(true));
        }
        keepAlive(socket, TCP_KEEPIDLE, seconds(tcp.keepAliveIdle()));
        keepAlive(socket, TCP_KEEPINTVL, seconds(tcp.keepAliveInterval()));
        keepAlive(socket, TCP_KEEPCNT, tcp.keepAliveCount());
        if (tcp.sendBuffer() > 0) {
            set("SO_SNDBUF", () -> socket.setSendBufferSize(tcp.sendBuffer()));
        }
        receiveBuffer(socket, tcp);
    }

    static void listener(Socket socket, TcpOptions tcp) {
        set("SO_REUSEADDR", () -> socket.setReuseAddress(true));
        receiveBuffer(socket, tcp); // before listen(2), or the window cannot be scaled to it
    }

    /** Of an IPv6 socket: takes connections of IPv4, too. */
    static void bothFamilies(Socket socket) {
        set("IPV6_V6ONLY", () -> socket.setIntOpt(IPPROTO_IPV6, IPV6_V6ONLY, 0));
    }

    private static void receiveBuffer(Socket socket, TcpOptions tcp) {
        if (tcp.receiveBuffer() > 0) {
            set("SO_RCVBUF", () -> socket.setReceiveBufferSize(tcp.receiveBuffer()));
        }
    }

    private static void keepAlive(Socket socket, int option, int value) {
        if (value > 0) {
            set("TCP_KEEP* " + option, () -> socket.setIntOpt(IPPROTO_TCP, option, value));
        }
    }

    private static int seconds(Duration time) {
        return (int) Math.min(time.toSeconds(), Integer.MAX_VALUE);
    }

    private static void set(String option, Setting setting) {
        try {
            setting.apply();
        } catch (IOException e) {
            LOG.debug("{} is left out", option, e); // the peer is gone, or the value out of range
        }
    }

    private interface Setting {

        void apply() throws IOException;
    }
}
