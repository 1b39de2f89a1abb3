package dev.plinth.nats;

import dev.plinth.api.PlinthException;

/** No reply came in time: the request may have been handled, or may be handled yet. */
public final class RequestTimeoutException extends PlinthException {

    private static final long serialVersionUID = 1L;

    RequestTimeoutException(String message) {
        super(message);
    }
}
