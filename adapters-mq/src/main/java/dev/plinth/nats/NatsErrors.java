package dev.plinth.nats;

import dev.plinth.api.ConnectException;
import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.PlinthException;
import java.util.Locale;

/** Why a server could not be reached, or was lost, with what to do about it. */
final class NatsErrors {

    private NatsErrors() {}

    /** Whether the server said that these credentials are not good enough; the same texts as jnats has. */
    static boolean isAuthentication(String said) {
        String text = said == null ? "" : said.toLowerCase(Locale.ROOT);
        return text.startsWith("user authentication")
                || text.startsWith("account authentication expired")
                || text.contains("authorization violation");
    }

    static PlinthException ended(String label, String said, Throwable cause, boolean wasReady) {
        if (cause instanceof PlinthException plinth && said == null && !(cause instanceof ConnectionClosedException)) {
            return plinth;
        }
        String reason =
                said != null ? "the server said: " + said : cause == null ? "the server closed it" : cause.getMessage();
        if (wasReady) {
            return new ConnectionClosedException(label + ": " + reason, cause);
        }
        return new ConnectException(label + ": the login failed: " + reason + ". " + hint(said), cause);
    }

    private static String hint(String said) {
        if (isAuthentication(said)) {
            return "Check the user and password, token, nkey or credentials that the address or the options name"
                    + " (nats://user:password@host, nats://token@host)";
        }
        if (said != null && said.contains("maximum connections")) {
            return "Raise max_connections on the server, or share connections";
        }
        return "Look into the server's log; if it speaks TLS on this port, use tls://";
    }

    static PlinthException noServer(String label, PlinthException last) {
        return new ConnectException(
                "none of the NATS servers could be reached (" + label + "); the last one: " + last.getMessage(), last);
    }

    static PlinthException connect(String label, Throwable error) {
        return error instanceof PlinthException plinth
                ? plinth
                : new ConnectException(label + ": the connection could not be opened: " + error.getMessage(), error);
    }
}
