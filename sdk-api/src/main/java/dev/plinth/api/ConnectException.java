package dev.plinth.api;

/** A connection could not be opened, or an address not be bound: refused, unreachable, in use. */
public class ConnectException extends PlinthException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public ConnectException(String message) {
        super(message);
    }

    /** With a message and what caused it, which may be null. */
    public ConnectException(String message, Throwable cause) {
        super(message, cause);
    }
}
