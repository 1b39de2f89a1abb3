package dev.plinth.pool;

import dev.plinth.api.AsyncConnection;
import dev.plinth.api.AsyncRuntime;
import dev.plinth.api.ConnectOptions;
import java.net.SocketAddress;
import reactor.core.publisher.Mono;

/**
 * What a pool has to know of the connections that it keeps. Every method is called on the core of the
 * connection, must not block, and may signal from any thread.
 */
public interface Connector<T> {

    /** Opens a connection that lives on core {@code core}. Cut off after the pool's open timeout. */
    Mono<T> open(int core);

    /** Closes a connection; an error is logged. Cut off after the pool's operation timeout. */
    Mono<Void> close(T connection);

    /** Whether it is open, as far as is known without asking the peer. Called at every borrowing: cheap. */
    boolean isOpen(T connection);

    /** Asks the peer: true if it may be lent. An error counts as false. As it stands: true. */
    default Mono<Boolean> validate(T connection) {
        return Mono.just(true);
    }

    /** Makes it ready for the next borrower once it was given back; an error closes it. As it stands: nothing. */
    default Mono<Void> reset(T connection) {
        return Mono.empty();
    }

    /** Whether it may be used again after work on it failed with {@code error}. As it stands: no. */
    default boolean reusableAfter(Throwable error) {
        return false;
    }

    /**
     * Whether {@code error}, which came of work on a connection, tells against the server, so that it may be
     * left alone for a while. As it stands: errors of the transport and timeouts do, others do not.
     */
    default boolean blamesEndpoint(Throwable error) {
        return EndpointErrors.blame(error);
    }

    /**
     * Whether opening a connection, which failed with {@code error}, tells against the server, too. Not if the server
     * is well and refuses what it was asked for: a wrong password, say. As it stands: every error does.
     */
    default boolean openingBlamesEndpoint(Throwable error) {
        return true;
    }

    /**
     * Whether opening a connection, which failed with {@code error}, may go well the next time. What is not
     * sure of that is never repeated. As it stands: errors of the transport and timeouts may pass, refused
     * TLS handshakes and others do not.
     */
    default boolean mayRetryOpening(Throwable error) {
        return EndpointErrors.mayPass(error);
    }

    /** Plain connections of a runtime to one address. */
    static Connector<AsyncConnection> of(AsyncRuntime runtime, SocketAddress remote, ConnectOptions options) {
        return new RuntimeConnector(runtime, remote, options);
    }
}
