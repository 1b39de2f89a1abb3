package dev.plinth.netty.bridge;

import dev.plinth.api.ConnectException;
import dev.plinth.api.ConnectTimeoutException;
import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.RuntimeClosedException;
import dev.plinth.api.UnresolvedHostException;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;

/** The errors of the SPI as Netty's users know them. What was signalled is kept as the cause. */
final class Failures {

    private Failures() {}

    /** Why a connection could not be opened. */
    static Throwable ofConnect(Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return caused(new io.netty.channel.ConnectTimeoutException(cause.getMessage()), cause);
        }
        if (cause instanceof UnresolvedHostException) {
            return caused(new UnknownHostException(cause.getMessage()), cause);
        }
        if (cause instanceof ConnectException) {
            return caused(
                    cause.getCause() instanceof NoRouteToHostException
                            ? new NoRouteToHostException(cause.getMessage())
                            : new java.net.ConnectException(cause.getMessage()),
                    cause);
        }
        if (cause instanceof RuntimeClosedException) {
            return caused(new ClosedChannelException(), cause);
        }
        return cause;
    }

    /** Why an open connection has failed: Netty closes a channel on an IOException, and on that alone. */
    static IOException ofConnection(Throwable cause) {
        if (cause instanceof IOException failure) {
            return failure;
        }
        if (cause instanceof ConnectionClosedException) {
            return cause.getCause() != null
                    ? ofConnection(cause.getCause())
                    : caused(new ClosedChannelException(), cause);
        }
        return new IOException(cause.getMessage(), cause);
    }

    private static <T extends Throwable> T caused(T failure, Throwable cause) {
        failure.initCause(cause);
        return failure;
    }
}
