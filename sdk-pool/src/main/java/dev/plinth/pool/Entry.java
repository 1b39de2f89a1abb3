package dev.plinth.pool;

/** A connection that a sub-pool keeps. Its core's alone. */
final class Entry<T> {

    enum State {
        IDLE,
        /** With a borrower. */
        LEASED,
        /** Being validated or reset. */
        BUSY,
        CLOSING
    }

    final T connection;
    final long expiresAt;

    State state = State.BUSY;
    /** When it was given back, or opened. */
    long idleSince;
    /** When it was last seen to work. */
    long goodAt;

    long leasedAt;
    /** Who has it, if that is noted. */
    Throwable borrower;

    boolean leakReported;

    Entry(T connection, long now, long expiresAt) {
        this.connection = connection;
        this.expiresAt = expiresAt;
        this.idleSince = now;
        this.goodAt = now;
    }

    void lend(long now, Throwable to) {
        state = State.LEASED;
        leasedAt = now;
        borrower = to;
        leakReported = false;
    }
}
