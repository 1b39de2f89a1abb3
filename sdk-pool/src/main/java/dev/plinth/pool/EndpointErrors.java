package dev.plinth.pool;

import dev.plinth.api.ConnectException;
import dev.plinth.api.ConnectTimeoutException;
import dev.plinth.api.ConnectionClosedException;
import dev.plinth.api.ReadTimeoutException;
import dev.plinth.api.TlsException;
import dev.plinth.api.WriteTimeoutException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** What a {@link Connector} thinks of errors unless it knows better. */
final class EndpointErrors {

    private EndpointErrors() {}

    /** Whether {@code error} tells that a server or the way to it failed, and not what it was asked to do. */
    static boolean blame(Throwable error) {
        return error instanceof IOException
                || error instanceof TimeoutException
                || error instanceof ConnectException
                || error instanceof ConnectionClosedException
                || error instanceof ReadTimeoutException
                || error instanceof WriteTimeoutException;
    }

    /** Whether opening a connection may succeed the next time. A handshake that was refused will be again. */
    static boolean mayPass(Throwable error) {
        return error instanceof ConnectTimeoutException
                || error instanceof ConnectionClosedException
                || error instanceof IOException
                || error instanceof ConnectException && !(error instanceof TlsException);
    }
}
