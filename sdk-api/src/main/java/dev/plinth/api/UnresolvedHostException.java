package dev.plinth.api;

/** A host name has no address. */
public class UnresolvedHostException extends ConnectException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public UnresolvedHostException(String message) {
        super(message);
    }

    /** With a message and what caused it, which may be null. */
    public UnresolvedHostException(String message, Throwable cause) {
        super(message, cause);
    }
}
