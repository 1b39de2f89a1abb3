package dev.plinth.api;

/** No connection of a {@link ConnectionPool} became free within the acquire timeout. */
public class AcquireTimeoutException extends PlinthException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public AcquireTimeoutException(String message) {
        super(message);
    }

    /** With a message and what caused it, which may be null. */
    public AcquireTimeoutException(String message, Throwable cause) {
        super(message, cause);
    }
}
