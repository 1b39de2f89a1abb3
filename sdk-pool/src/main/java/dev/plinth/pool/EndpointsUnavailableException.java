package dev.plinth.pool;

import dev.plinth.api.PlinthException;

/** Every endpoint of a pool has failed lately and is left alone for a while; the message says which. */
public class EndpointsUnavailableException extends PlinthException {

    private static final long serialVersionUID = 1L;

    /** With a message that says what was asked, what was found and what to do. */
    public EndpointsUnavailableException(String message) {
        super(message);
    }
}
