package dev.plinth.cli.servers;

/** Servers cannot be had where the user wants them from; the message says why, and what to do. */
public final class ServersUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ServersUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
