package dev.plinth.nats;

import dev.plinth.api.PlinthException;

/** Nobody listens on the subject that was asked: the request was handled by no one. */
public final class NoRespondersException extends PlinthException {

    private static final long serialVersionUID = 1L;

    NoRespondersException(String message) {
        super(message);
    }
}
