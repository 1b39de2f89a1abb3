package dev.plinth.kafka;

import java.util.concurrent.atomic.LongAdder;

/** What a client's connections went through: for {@code info()}, and for the errors that it tells. */
final class Journal {

    private final LongAdder opened = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private volatile String lastFailure = "none";
    private boolean ended;
    private Runnable whenEnded = () -> {};

    void opened() {
        opened.increment();
    }

    void closed(Object remote, Throwable cause) {
        closed.increment();
        if (cause != null) {
            lastFailure = "connection with " + remote + " lost: " + cause;
        }
    }

    void refused(Object remote, Throwable cause) {
        lastFailure = "no connection to " + remote + ": " + cause;
    }

    /** The client has been closed. */
    void ended() {
        Runnable action;
        synchronized (this) {
            ended = true;
            action = whenEnded;
        }
        action.run();
    }

    /** Has something done once the client has been closed. */
    void whenEnded(Runnable action) {
        synchronized (this) {
            whenEnded = action;
            if (!ended) {
                return;
            }
        }
        action.run();
    }

    /** Connections that are open. */
    long open() {
        return opened.sum() - closed.sum();
    }

    /** Connections that were ever opened. */
    long total() {
        return opened.sum();
    }

    String lastFailure() {
        return lastFailure;
    }
}
