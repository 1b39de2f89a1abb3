package dev.plinth.nats;

import dev.plinth.api.PlinthException;

/** More than a limit allows: the size of a message, bytes that wait to be sent, requests that wait for answers. */
public final class NatsLimitException extends PlinthException {

    private static final long serialVersionUID = 1L;

    NatsLimitException(String message) {
        super(message);
    }
}
