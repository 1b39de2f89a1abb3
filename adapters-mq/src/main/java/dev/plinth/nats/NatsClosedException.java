package dev.plinth.nats;

import dev.plinth.api.PlinthException;

/** The adapter is closed, or has given up reconnecting. */
public final class NatsClosedException extends PlinthException {

    private static final long serialVersionUID = 1L;

    NatsClosedException(String message) {
        super(message);
    }

    NatsClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
