package dev.plinth.cli.compare;

/** A contestant's JVM died, hung or answered with an error. */
final class ContestantException extends Exception {

    private static final long serialVersionUID = 1L;

    ContestantException(String message) {
        super(message);
    }
}
