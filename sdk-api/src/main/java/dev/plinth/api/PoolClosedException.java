package dev.plinth.api;

/** The {@link ConnectionPool} has been shut down, or is being. */
public class PoolClosedException extends PlinthException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public PoolClosedException(String message) {
        super(message);
    }

    /** With a message and what caused it, which may be null. */
    public PoolClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
