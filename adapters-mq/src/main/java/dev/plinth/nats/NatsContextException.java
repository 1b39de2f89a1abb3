package dev.plinth.nats;

import dev.plinth.api.PlinthException;

/**
 * What Plinth knows about an error of jnats: added to it as a suppressed exception, never thrown by itself. Its message names
 * the servers, what carries the bytes to them, and the last failure of a connection.
 */
public final class NatsContextException extends PlinthException {

    private static final long serialVersionUID = 1L;

    NatsContextException(String message, Throwable cause) {
        super(message, cause);
        setStackTrace(new StackTraceElement[0]);
    }
}
