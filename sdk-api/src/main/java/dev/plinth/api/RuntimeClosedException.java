package dev.plinth.api;

/** The runtime has been shut down, or is being. */
public class RuntimeClosedException extends PlinthException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public RuntimeClosedException(String message) {
        super(message);
    }

    /** With a message and what caused it, which may be null. */
    public RuntimeClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
