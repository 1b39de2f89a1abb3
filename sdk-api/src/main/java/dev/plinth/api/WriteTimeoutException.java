package dev.plinth.api;

/** The peer took nothing for the write timeout, with bytes waiting for it. */
public class WriteTimeoutException extends PlinthException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public WriteTimeoutException(String message) {
        super(message);
    }

    /** With a message and what caused it, which may be null. */
    public WriteTimeoutException(String message, Throwable cause) {
        super(message, cause);
    }
}
