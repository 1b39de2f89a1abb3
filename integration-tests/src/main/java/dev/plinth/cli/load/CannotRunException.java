package dev.plinth.cli.load;

/** A client cannot run on this machine; which is no failure of the client. */
public final class CannotRunException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The message says why, and what to do. */
    public CannotRunException(String message) {
        super(message);
    }
}
