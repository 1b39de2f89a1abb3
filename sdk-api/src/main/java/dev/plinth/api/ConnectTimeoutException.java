package dev.plinth.api;

/** A connection was not established (with TLS: its handshake not finished) within the connect timeout. */
public class ConnectTimeoutException extends ConnectException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public ConnectTimeoutException(String message) {
        super(message);
    }

    /** With a message and what caused it, which may be null. */
    public ConnectTimeoutException(String message, Throwable cause) {
        super(message, cause);
    }
}
