package dev.plinth.backend.virtualthreads;

import dev.plinth.api.TcpOptions;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Options and quiet closing of sockets. */
final class Sockets {

    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

    private Sockets() {}

    static void apply(TcpOptions options, SocketChannel channel) throws IOException {
        set(channel, StandardSocketOptions.TCP_NODELAY, options.noDelay());
        set(channel, StandardSocketOptions.SO_KEEPALIVE, options.keepAlive());
        if (!options.keepAliveIdle().isZero()) {
            set(channel, ExtendedSocketOptions.TCP_KEEPIDLE, (int)
                    options.keepAliveIdle().toSeconds());
            set(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, (int)
                    options.keepAliveInterval().toSeconds());
            set(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, options.keepAliveCount());
        }
        if (options.sendBuffer() > 0) {
            set(channel, StandardSocketOptions.SO_SNDBUF, options.sendBuffer());
        }
        applyReceiveBuffer(options, channel);
    }

    /** Before connect, or on the socket that listens: the window is agreed on when the connection is made. */
    static void applyReceiveBuffer(TcpOptions options, NetworkChannel channel) throws IOException {
        if (options.receiveBuffer() > 0) {
            set(channel, StandardSocketOptions.SO_RCVBUF, options.receiveBuffer());
        }
    }

    private static <T> void set(NetworkChannel channel, SocketOption<T> option, T value) throws IOException {
        if (channel.supportedOptions().contains(option)) {
            channel.setOption(option, value);
        } else {
            LOG.debug("This platform has no {}: left out", option);
        }
    }

    static void closeQuietly(NetworkChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Closing {} failed", channel, e);
        }
    }
}
