package dev.plinth.api;

/** Nothing was received for the read timeout. */
public class ReadTimeoutException extends PlinthException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public ReadTimeoutException(String message) {
        super(message);
    }

    /** With a message and what caused it, which may be null. */
    public ReadTimeoutException(String message, Throwable cause) {
        super(message, cause);
    }
}
