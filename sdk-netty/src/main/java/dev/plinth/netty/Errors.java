package dev.plinth.netty;

import dev.plinth.api.ConnectException;
import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.TlsException;
import dev.plinth.api.UnresolvedHostException;
import io.netty.handler.codec.DecoderException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;

/** What Netty and the JDK throw, as what the SPI promises. */
final class Errors {

    private Errors() {}

    /** Why a connection was not opened. */
    static RuntimeException connect(SocketAddress remote, Throwable cause) {
        return new ConnectException("cannot connect to " + remote + ": " + message(cause) + remedy(cause), cause);
    }

    /** What to do about it, where that is not for the peer to do. */
    private static String remedy(Throwable cause) {
        for (Throwable link = cause; link != null; link = link.getCause()) {
            if (String.valueOf(link.getMessage()).contains("Too many open files")) {
                return "; raise the limit of open files (ulimit -n, LimitNOFILE=), or open fewer connections";
            }
        }
        return "";
    }

    static RuntimeException bind(SocketAddress local, Throwable cause) {
        return new ConnectException(
                "cannot listen on " + local + ": " + message(cause) + "; choose another port or address", cause);
    }

    static RuntimeException unresolved(String host, Throwable cause) {
        return new UnresolvedHostException(
                "host '" + host + "' cannot be resolved; check its name and the name service of this machine", cause);
    }

    static RuntimeException handshake(SocketAddress remote, Throwable cause) {
        Throwable root = unwrapped(cause);
        return new TlsException("TLS handshake with " + remote + " failed: " + message(root), root);
    }

    /** What the user of a closed connection is told. */
    static ConnectionClosedException closed(SocketAddress remote, Throwable cause) {
        return cause == null
                ? new ConnectionClosedException("the connection with " + remote + " is closed")
                : new ConnectionClosedException(
                        "the connection with " + remote + " is closed: " + message(cause), cause);
    }

    /** What an open connection failed with, without Netty's wrapping. */
    static Throwable transport(Throwable cause) {
        Throwable root = unwrapped(cause);
        return root instanceof SSLException ? new TlsException("TLS failed: " + message(root), root) : root;
    }

    private static Throwable unwrapped(Throwable cause) {
        boolean wrapper = cause instanceof DecoderException || cause instanceof ClosedChannelException;
        return wrapper && cause.getCause() != null ? cause.getCause() : cause;
    }

    private static String message(Throwable cause) {
        return cause.getMessage() == null || cause.getMessage().isEmpty()
                ? cause.getClass().getSimpleName()
                : cause.getMessage();
    }
}
