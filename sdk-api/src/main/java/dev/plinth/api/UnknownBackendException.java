package dev.plinth.api;

/** No provider on the classpath has the name that was asked for; the message lists those that are there. */
public class UnknownBackendException extends PlinthException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public UnknownBackendException(String message) {
        super(message);
    }

    /** With a message and what caused it, which may be null. */
    public UnknownBackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
