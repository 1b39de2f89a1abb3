package dev.plinth.api;

/**
 * A connection that is borrowed from a {@link ConnectionPool}. It is the borrower's alone until it is
 * given back, once; giving it back again does nothing. May be given back from any thread.
 */
public interface Lease<T> {

    /** The connection. Not to be touched once it was given back. */
    T connection();

    /** The core that it lives on. Constant. */
    int core();

    /** Gives it back for others to use. Returns without waiting. */
    void release();

    /** Gives it back to be closed, as its state is not known or not good. Returns without waiting. */
    void discard();

    /**
     * Gives it back to be closed, as {@code error} came of it; a pool that knows several servers holds that
     * against the one of this connection. Returns without waiting.
     */
    default void invalidate(Throwable error) {
        discard();
    }
}
