package dev.plinth.nats;

import dev.plinth.api.PlinthException;

/** The connection was lost before the answer came: what was sent may have arrived, or not. */
public final class MayHaveArrivedException extends PlinthException {

    private static final long serialVersionUID = 1L;

    MayHaveArrivedException(String message) {
        super(message);
    }

    MayHaveArrivedException(String message, Throwable cause) {
        super(message, cause);
    }
}
