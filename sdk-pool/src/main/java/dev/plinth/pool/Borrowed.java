package dev.plinth.pool;

/** The stack trace of a borrowing, for the report of a leak. */
final class Borrowed extends Throwable {

    private static final long serialVersionUID = 1L;

    Borrowed() {
        super("borrowed by thread " + Thread.currentThread().getName());
    }
}
