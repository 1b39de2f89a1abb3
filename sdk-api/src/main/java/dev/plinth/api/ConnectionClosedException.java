package dev.plinth.api;

/** The connection is closed, or was closed with the operation pending. The cause, if any, says why. */
public class ConnectionClosedException extends PlinthException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public ConnectionClosedException(String message) {
        super(message);
    }

    /** With a message and what caused it, which may be null. */
    public ConnectionClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
