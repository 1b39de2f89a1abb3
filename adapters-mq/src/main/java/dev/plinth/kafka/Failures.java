package dev.plinth.kafka;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;

/** The runtime's errors as those that kafka-clients expects of a socket. */
final class Failures {

    private Failures() {}

    static IOException connecting(SocketAddress remote, Throwable cause) {
        ConnectException error = new ConnectException("no connection to " + remote + ": " + cause.getMessage());
        error.initCause(cause);
        return error;
    }

    static IOException lost(SocketAddress remote, Throwable cause) {
        return new IOException("connection with " + remote + " lost: " + cause.getMessage(), cause);
    }
}
