package dev.plinth.cli.compare;

/** A contestant's JVM died, hung or answered with an error. */
public final class ContestantException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The message is for the report. */
    public ContestantException(String message) {
        super(message);
    }
}
