package dev.plinth.api;

/** The root of what Plinth throws and signals. Its messages say what was asked, what was found and what to do. */
public class PlinthException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public PlinthException(String message) {
        super(message);
    }

    /** With a message and what caused it, which may be null. */
    public PlinthException(String message, Throwable cause) {
        super(message, cause);
    }
}
