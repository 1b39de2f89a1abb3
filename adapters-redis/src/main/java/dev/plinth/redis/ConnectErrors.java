package dev.plinth.redis;

import dev.plinth.api.ConnectException;
import dev.plinth.api.ConnectTimeoutException;
import dev.plinth.api.PlinthException;
import dev.plinth.api.TlsException;
import dev.plinth.api.UnresolvedHostException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisURI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/** Why a server could not be reached, in our exceptions, with what to do about it. */
final class ConnectErrors {

    private ConnectErrors() {}

    static PlinthException translate(RedisURI uri, Throwable error) {
        String label = RedisUris.label(uri);
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof PlinthException plinth) {
                return plinth;
            }
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return new UnresolvedHostException(
                        label + ": the host name has no address. Check it, and the machine's name service", error);
            }
            if (cause instanceof RedisCommandExecutionException refusal) {
                return refused(label, refusal, error);
            }
            if (cause instanceof SSLException) {
                return new TlsException(
                        label + ": the TLS handshake failed: " + cause.getMessage() + ". " + tlsHint(cause), error);
            }
            if (cause instanceof java.net.ConnectException
                    && !(cause instanceof io.netty.channel.ConnectTimeoutException)) {
                return new ConnectException(
                        label + ": " + cause.getMessage() + ". Is Redis running there, and reachable from here?",
                        error);
            }
            if (cause instanceof RedisCommandTimeoutException
                    || cause instanceof io.netty.channel.ConnectTimeoutException) {
                return timedOut(uri, cause.getMessage(), error);
            }
        }
        return new ConnectException(
                label + ": the connection could not be opened: " + deepest(error) + ". " + schemeHint(uri), error);
    }

    /** Whether Lettuce found the connection closed, without a trace of the reason. */
    static boolean isUntold(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalStateException
                    && "RedisHandshakeHandler not registered".equals(cause.getMessage())) {
                return true;
            }
        }
        return false;
    }

    static ConnectTimeoutException timedOut(RedisURI uri, String what, Throwable cause) {
        return new ConnectTimeoutException(
                RedisUris.label(uri) + ": no connection within the connect timeout (" + what
                        + "). Is it Redis that listens there? " + schemeHint(uri),
                cause);
    }

    private static ConnectException refused(String label, RedisCommandExecutionException refusal, Throwable error) {
        String message = String.valueOf(refusal.getMessage());
        String hint = "The server said so to the first commands of the connection";
        if (message.startsWith("WRONGPASS") || message.contains("invalid password")) {
            hint = "The user or the password in the URI is wrong (redis://user:password@host)";
        } else if (message.startsWith("NOAUTH")) {
            hint = "The server asks for a password: put it into the URI (redis://user:password@host)";
        } else if (message.startsWith("NOPERM")) {
            hint = "The user's ACL does not allow it: grant it +@connection";
        } else if (message.contains("DB index")) {
            hint = "The server has no such database: correct the number at the end of the URI";
        } else if (message.startsWith("DENIED")) {
            hint = "The server is in protected mode: set a password on it, or connect from its own machine";
        }
        return new ConnectException(label + ": the server refused the connection: " + message + ". " + hint, error);
    }

    private static String tlsHint(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("not an SSL/TLS record")) {
            return "The server does not speak TLS on this port: use redis://";
        }
        return "Check that the port speaks TLS, that the certificate is for this host, and that it is trusted"
                + " (RedisOptions.clientOptions, SslOptions)";
    }

    private static String schemeHint(RedisURI uri) {
        return uri.isSsl()
                ? "If it does not speak TLS on this port, use redis://"
                : "If it speaks TLS on this port, use rediss://";
    }

    private static String deepest(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
