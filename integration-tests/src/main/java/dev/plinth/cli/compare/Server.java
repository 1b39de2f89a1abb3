package dev.plinth.cli.compare;

/** A server to run against: one that was started for it, or one that the user named. */
public interface Server extends AutoCloseable {

    /** Where clients connect to. */
    String uri();

    /** In words, without a password. */
    String description();

    /** Stops the server if it was started for the comparison. */
    @Override
    void close();
}
