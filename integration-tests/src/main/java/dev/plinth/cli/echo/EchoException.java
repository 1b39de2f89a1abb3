package dev.plinth.cli.echo;

import dev.plinth.api.PlinthException;

/** An echo server cannot be started; the message is for the user. */
public final class EchoException extends PlinthException {

    private static final long serialVersionUID = 1L;

    EchoException(String message, Throwable cause) {
        super(message, cause);
    }
}
