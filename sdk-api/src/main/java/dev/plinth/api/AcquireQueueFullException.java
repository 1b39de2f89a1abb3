package dev.plinth.api;

/** As many callers as may wait for a connection of a {@link ConnectionPool} are waiting already. */
public class AcquireQueueFullException extends PlinthException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public AcquireQueueFullException(String message) {
        super(message);
    }

    /** With a message and what caused it, which may be null. */
    public AcquireQueueFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
