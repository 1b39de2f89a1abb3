package dev.plinth.db;

import io.r2dbc.postgresql.api.ErrorDetails;
import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** Why no connection could be opened: R2DBC's exceptions, of the classes that the driver gives, with what to do about it. */
final class OpenErrors {

    private static final String UNABLE = "08001"; // sqlclient_unable_to_establish_sqlconnection

    private final Target target;
    private final String label;
    private final Duration timeout;

    OpenErrors(Target target, SocketAddress server, Duration timeout) {
        this.target = target;
        this.label = target.label(server);
        this.timeout = timeout;
    }

    R2dbcException timedOut() {
        return new R2dbcTimeoutException(
                label + ": no connection within the connect timeout (" + timeout.toMillis()
                        + " ms). Is it PostgreSQL that listens there, and is it reachable from here?",
                UNABLE);
    }

    Throwable translate(Throwable error) {
        if (error instanceof Error || isOurs(error)) {
            return error;
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return unable("the host name has no address. Check it, and the machine's name service", error);
            }
            if (cause instanceof SSLException) {
                return denied("the TLS handshake failed: " + deepest(cause) + ". " + tlsHint(deepest(cause)), error);
            }
            if (cause instanceof PostgresqlException refusal
                    && (cause instanceof R2dbcPermissionDeniedException || !isTransport(refusal.getErrorDetails()))) {
                return refused(refusal.getErrorDetails(), cause, error);
            }
            if (cause instanceof io.netty.channel.ConnectTimeoutException) {
                return timedOut();
            }
            if (cause instanceof java.net.ConnectException) {
                return unable(cause.getMessage() + ". Is PostgreSQL running there, and reachable from here?", error);
            }
            if (cause instanceof UnsupportedOperationException) {
                return unable(cause.getMessage(), error);
            }
        }
        return unable(
                "the connection could not be opened: " + deepest(error)
                        + ". Is it PostgreSQL that listens there, and does it have connections to spare?",
                error);
    }

    private boolean isOurs(Throwable error) {
        return error instanceof R2dbcException
                && String.valueOf(error.getMessage()).startsWith("postgresql://");
    }

    /** Made by the driver itself, and saying little. */
    private static boolean isTransport(ErrorDetails details) {
        return details.getCode().startsWith("08");
    }

    private R2dbcException refused(ErrorDetails details, Throwable refusal, Throwable error) {
        String message = "the server refused the connection: " + details.getMessage() + ". " + hint(details);
        if (refusal instanceof R2dbcPermissionDeniedException) {
            return new AccessDenied(label + ": " + message, details, error);
        }
        if (details.getCode().equals("53300") || details.getCode().startsWith("57P")) {
            return new R2dbcTransientResourceException(label + ": " + message, details.getCode(), 0, error);
        }
        return new ConnectionRefused(label + ": " + message, details, error);
    }

    private String hint(ErrorDetails details) {
        return switch (details.getCode()) {
            case "28P01" -> "The user (" + target.user() + ") or the password in the URL is wrong";
            case "28000" ->
                "Is there such a user (" + target.user() + "), and does the server's pg_hba.conf let it in from here"
                        + (target.tls().mode() == TlsMode.DISABLE ? " without TLS (sslmode=disable)?" : "?");
            case "3D000" ->
                "There is no database '" + target.database() + "': create it, or correct the end of the URL";
            case "53300" ->
                "The server has as many connections as it takes: lower plinth.pool.max and"
                        + " plinth.db.shared-connections of its clients, or raise max_connections";
            case "08006" -> "Turn TLS on at the server, or ask for less with sslmode";
            case "57P03" -> "It is starting up or shutting down: try again in a moment";
            default -> "SQLSTATE " + details.getCode();
        };
    }

    private R2dbcException unable(String what, Throwable cause) {
        String message = label + ": " + what;
        return new ConnectionRefused(message, ErrorDetails.fromCodeAndMessage(UNABLE, message), cause);
    }

    private R2dbcException denied(String what, Throwable cause) {
        String message = label + ": " + what;
        return new AccessDenied(message, ErrorDetails.fromCodeAndMessage("08006", message), cause);
    }

    private String tlsHint(String message) {
        if (message.contains("not an SSL/TLS record")) {
            return "The server does not speak TLS on this port";
        }
        return "sslmode=" + target.tls().mode().text()
                + " wants the server's certificate to be trusted (sslrootcert)"
                + (target.tls().mode() == TlsMode.VERIFY_FULL ? " and to name the host of the URL" : "");
    }

    private static String deepest(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private static final class AccessDenied extends R2dbcPermissionDeniedException implements PostgresqlException {

        private static final long serialVersionUID = 1L;
        private final transient ErrorDetails details;

        AccessDenied(String message, ErrorDetails details, Throwable cause) {
            super(message, details.getCode(), 0, cause);
            this.details = details;
        }

        @Override
        public ErrorDetails getErrorDetails() {
            return details;
        }
    }

    private static final class ConnectionRefused extends R2dbcNonTransientResourceException
            implements PostgresqlException {

        private static final long serialVersionUID = 1L;
        private final transient ErrorDetails details;

        ConnectionRefused(String message, ErrorDetails details, Throwable cause) {
            super(message, details.getCode(), 0, cause);
            this.details = details;
        }

        @Override
        public ErrorDetails getErrorDetails() {
            return details;
        }
    }
}
